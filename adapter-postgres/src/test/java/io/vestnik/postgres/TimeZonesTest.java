package io.vestnik.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.domain.message.Message;
import io.vestnik.postgres.connection.PostgresSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// The store in a program whose default time zone is unusual: the driver sends that zone to PostgreSQL.
@Isolated("the default time zone belongs to the process")
final class TimeZonesTest {
    private final TimeZone before = TimeZone.getDefault();

    @AfterEach
    void restore() {
        TimeZone.setDefault(before);
    }

    @Test
    void a_zone_that_postgresql_does_not_know_is_named_when_opening() {
        PostgresSettings settings = TestDatabase.create();
        TimeZone.setDefault(unknownToPostgres());
        assertThat(TimeZone.getDefault().getID()).isEqualTo("VST");

        assertThatThrownBy(() -> TestDatabase.open(settings, new RecordingEvents()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("-Duser.timezone")
                .hasMessageContaining("VST");
        assertThatThrownBy(() -> TestDatabase.open(
                        settings.migrating(PostgresSettings.Migration.OFF, Optional.empty()), new RecordingEvents()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("VST");
    }

    @Test
    void times_are_the_same_in_a_zone_far_from_utc() {
        PostgresSettings settings = TestDatabase.create();
        TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
        try (PostgresStore store = TestDatabase.open(settings, new RecordingEvents())) {
            Conversation talk = Conversation.in(store, settings);
            Message sent = talk.sends(talk.alice(), "hi");
            assertThat(Duration.between(sent.sentAt(), Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));
            TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
            assertThat(talk.history()).extracting(Message::sentAt).containsExactly(sent.sentAt());
        }
    }

    // The warning is about old names of time zones. Such a name is the subject of the test.
    @SuppressWarnings("ThreeLetterTimeZoneID")
    private static TimeZone unknownToPostgres() {
        return TimeZone.getTimeZone("VST");
    }
}
