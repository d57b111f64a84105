package io.vestnik.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.PasswordHash;
import io.vestnik.domain.user.PeopleQuery;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Users;
import io.vestnik.postgres.connection.PostgresSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// The server's counters show that the cost of a search for users does not depend on the number of users.
final class PeoplePlansTest {
    private static final int MANY = 40_000;

    /// The number of executions of each statement after which the test relies on a kept plan. The server keeps the plan
    /// of a statement from the sixth execution on.
    private static final int UNTIL_PLANS_ARE_KEPT = 8;

    /// The maximum number of rows that a search reads from `user_words` and `users`, with room for a page that is read
    /// twice.
    private static final int ROWS_OF_A_SEARCH_MAX = 1_000;

    private final PostgresSettings settings = TestDatabase.create();

    @Test
    void plans_made_for_an_empty_table_stay_bounded_when_it_grows() {
        for (String table : List.of("users", "user_words")) {
            TestDatabase.execute(settings, "alter table " + table + " set (autovacuum_enabled = false)");
        }
        try (PostgresStore store = TestDatabase.open(settings, new RecordingEvents())) {
            for (int i = 0; i < UNTIL_PLANS_ARE_KEPT; i++) {
                everything(store.users());
            }
            grow();
            everything(store.users());
        }
        assertLittleWasRead(1);
    }

    @Test
    void plans_made_for_a_large_table_are_bounded() {
        grow();
        TestDatabase.execute(settings, "analyze");
        try (PostgresStore store = TestDatabase.open(settings, new RecordingEvents())) {
            for (int i = 0; i < UNTIL_PLANS_ARE_KEPT; i++) {
                everything(store.users());
            }
        }
        assertLittleWasRead(UNTIL_PLANS_ARE_KEPT);
    }

    private static void everything(Users users) {
        UserId id = new UserId(UUID.randomUUID());
        Email email = new Email(id + "@example.org");
        users.add(new Users.NewUser(
                id,
                new UserName("Person Zero"),
                email,
                new PasswordHash("hash"),
                Instant.parse("2026-11-22T18:00:00Z")));
        assertThat(users.search(PeopleQuery.of("person"), 20)).isNotEmpty();
        assertThat(users.search(PeopleQuery.of("person zero"), 20)).isNotEmpty();
        assertThat(users.search(new PeopleQuery.Address(email), 20)).hasSize(1);
        assertThat(users.credentials(email)).isPresent();
        users.change(id, Optional.of(new UserName("Person One")), Optional.empty());
        users.erase(id, 0);
    }

    private void grow() {
        TestDatabase.execute(
                settings,
                "insert into users (id, name, email, password_hash, words_of)"
                        + " select gen_random_uuid(), 'Person ' || i, i || '@example.org', 'hash', 'Person ' || i"
                        + " from generate_series(1, ?) i",
                MANY);
        TestDatabase.execute(settings, "insert into user_words (word, user_id) select lower(name), id from users");
        Awaitility.await()
                .until(() -> TestDatabase.number(
                                settings, "select n_tup_ins from pg_stat_user_tables where relname = 'user_words'")
                        >= MANY);
        TestDatabase.execute(settings, "select pg_stat_reset()");
        // Before PostgreSQL 15, a separate collector process updates the counters with a short delay.
        Awaitility.await()
                .until(() -> TestDatabase.number(
                                settings, "select max(n_tup_ins + seq_tup_read)::bigint from pg_stat_user_tables")
                        < MANY);
    }

    private void assertLittleWasRead(int times) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(TestDatabase.number(
                                settings, "select idx_scan from pg_stat_user_tables where relname = 'user_words'"))
                        .isPositive());
        for (String table : List.of("users", "user_words")) {
            assertThat(TestDatabase.number(
                            settings, "select seq_tup_read from pg_stat_user_tables where relname = ?", table))
                    .as("rows of %s read by scanning it whole", table)
                    .isLessThan(MANY);
            assertThat(TestDatabase.number(
                            settings,
                            "select sum(idx_tup_read)::bigint from pg_stat_user_indexes where relname = ?",
                            table))
                    .as("rows of %s read by index", table)
                    .isLessThan((long) times * 2 * ROWS_OF_A_SEARCH_MAX);
        }
    }
}
