package io.vestnik.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import io.vestnik.postgres.connection.PostgresSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class BookClubTest {
    @Test
    void users_talk_and_resume_after_a_restart_in_memory() {
        assertTalkAndResume(BookClub::inMemory);
    }

    @Test
    void users_talk_and_resume_after_a_restart_in_postgres() {
        DatabaseAddress database = EmbeddedPostgres.temporary().database();
        PostgresSettings settings = PostgresSettings.at(database.jdbcUrl())
                .as(Optional.of(database.user()), Optional.of(database.password()));
        assertTalkAndResume(out -> BookClub.inPostgres(settings, out));
    }

    private static void assertTalkAndResume(Consumer<PrintStream> example) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        example.accept(new PrintStream(printed, true, StandardCharsets.UTF_8));
        List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
        int restart = lines.indexOf("restart");

        assertThat(lines.subList(0, restart))
                .contains(
                        "[Anna] sent as message 1",
                        "[Anna] already sent as message 1",
                        "[Boris] Anna writes: Shall we read Bulgakov next?",
                        "[Anna] all members have read up to message 1")
                .doesNotHaveDuplicates();
        assertThat(lines.subList(restart + 1, restart + 4))
                .containsExactly(
                        "[Anna] sent as message 2", "[Boris] Anna writes: I have started already.", "[Boris] live");
        assertThat(lines).filteredOn(line -> line.endsWith("Bulgakov next?")).hasSize(1);
    }
}
