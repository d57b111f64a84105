package io.vestnik.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.postgres.PostgresStore;
import io.vestnik.postgres.RecordingEvents;
import io.vestnik.postgres.TestDatabase;
import io.vestnik.postgres.schema.SchemaOutdatedException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PostgresSettingsTest {
    private static PostgresSettings.Address address(String url) {
        return PostgresSettings.at(url).address();
    }

    @Test
    void both_forms_of_an_address_are_accepted() {
        assertThat(address("jdbc:postgresql://db:5433/chat?sslmode=require"))
                .isEqualTo(new PostgresSettings.Address(
                        "jdbc:postgresql://db:5433/chat?sslmode=require", Optional.empty(), Optional.empty()));
        assertThat(address("postgresql://ann:s%40crét+@db/chat?sslmode=require"))
                .isEqualTo(new PostgresSettings.Address(
                        "jdbc:postgresql://db/chat?sslmode=require", Optional.of("ann"), Optional.of("s@crét+")));
        assertThatThrownBy(() -> address("mysql://db/chat")).hasMessageContaining("postgresql://");
    }

    @Test
    void separate_user_and_password_override_the_url() {
        assertThat(PostgresSettings.at("postgresql://ann:secret@db/chat")
                        .as(Optional.of("bob"), Optional.empty())
                        .address())
                .isEqualTo(new PostgresSettings.Address(
                        "jdbc:postgresql://db/chat", Optional.of("bob"), Optional.of("secret")));
    }

    @Test
    void no_password_is_ever_printed() {
        assertThat(PostgresSettings.at("postgresql://ann:secret@db/chat").toString())
                .doesNotContain("secret");
        assertThat(PostgresSettings.at("jdbc:postgresql://db/chat?password=secret")
                        .as(Optional.empty(), Optional.of("secret"))
                        .toString())
                .doesNotContain("secret");
    }

    @Test
    void a_missing_database_is_reported_as_unavailable() {
        PostgresSettings nowhere =
                PostgresSettings.at("postgresql://127.0.0.1:1/nowhere").using(1, 3, Duration.ofMillis(300));
        assertThatThrownBy(() -> TestDatabase.open(nowhere, new RecordingEvents()))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("127.0.0.1:1");
    }

    @Test
    void an_outdated_schema_is_left_unchanged_when_configured() {
        PostgresSettings empty = TestDatabase.empty();
        PostgresSettings careful = empty.migrating(PostgresSettings.Migration.OFF, Optional.empty());

        assertThatThrownBy(() -> TestDatabase.open(careful, new RecordingEvents()))
                .isInstanceOf(SchemaOutdatedException.class)
                .hasMessageContaining("run migrate");
        assertThat(TestDatabase.number(empty, "select count(*) from pg_tables where schemaname = 'public'"))
                .isZero();

        assertThat(PostgresStore.migrate(empty)).isPositive();
        assertThat(PostgresStore.migrate(empty)).isZero();
        try (PostgresStore store = TestDatabase.open(careful, new RecordingEvents())) {
            assertThat(store.ready()).isTrue();
        }
    }
}
