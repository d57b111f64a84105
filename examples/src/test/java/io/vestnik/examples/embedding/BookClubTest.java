package io.vestnik.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class BookClubTest {
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void two_users_talk_and_receive_events_live() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        BookClub.run(new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .contains(
                        "[Anna] sent as message 1",
                        "[Anna] already sent as message 1",
                        "[Boris] Anna writes: Shall we read Bulgakov next?",
                        "[Anna] everybody has read up to message 1")
                .doesNotHaveDuplicates();
    }
}
