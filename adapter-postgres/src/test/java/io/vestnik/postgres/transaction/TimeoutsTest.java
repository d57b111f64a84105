package io.vestnik.postgres.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.faults.PgBouncer;
import io.vestnik.postgres.TestDatabase;
import io.vestnik.postgres.connection.Failures;
import io.vestnik.postgres.connection.Pool;
import io.vestnik.postgres.connection.Pools;
import io.vestnik.postgres.connection.PostgresSettings;
import io.vestnik.postgres.connection.TransactionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every statement has a time-out: on direct connections, with and without session settings, and through PgBouncer if
/// this machine has it.
final class TimeoutsTest {
    private static final String SHOW = """
        select current_setting('statement_timeout') || ' ' || current_setting('lock_timeout')
               || ' ' || current_setting('idle_in_transaction_session_timeout')\
        """;

    private static final Duration FAR_LESS_THAN_THE_SLEEP = Duration.ofSeconds(20);

    private static final List<PostgresSettings> ways = new ArrayList<>();
    private static @Nullable PgBouncer bouncer;

    @BeforeAll
    static void open() {
        PostgresSettings direct = TestDatabase.create();
        ways.add(direct);
        String separator = direct.url().contains("?") ? "&" : "?";
        ways.add(PostgresSettings.at(direct.url() + separator + "prepareThreshold=0")
                .as(direct.user(), direct.password()));
        if (PgBouncer.program().isPresent()) {
            PgBouncer started = PgBouncer.inFrontOf(
                    direct.url(), direct.user().orElseThrow(), direct.password().orElseThrow());
            bouncer = started;
            ways.add(PostgresSettings.at(started.url(direct.url())).as(direct.user(), direct.password()));
        }
    }

    @AfterAll
    static void close() {
        if (bouncer != null) {
            bouncer.close();
        }
    }

    @Test
    void every_pool_runs_reads_and_changes_with_time_outs() throws SQLException {
        for (PostgresSettings way : ways) {
            try (Pools pools = Pools.open(way)) {
                for (Pool pool : List.of(pools.reads(), pools.accounts(), pools.checks(), pools.background())) {
                    assertThat(read(pool, SHOW)).isEqualTo("15s 5s 10s");
                    assertThat(changed(pool)).isEqualTo("15s 5s 10s");
                }
                assertThat(changed(pools.changes())).isEqualTo("15s 500ms 10s");
                assertThat(committing(pools.writers())).isEqualTo("15s 5s 10s");
            }
        }
    }

    @Test
    void a_slow_read_ends_as_unavailable_and_its_connection_is_reused() {
        TransactionSettings shorter =
                new TransactionSettings(Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofSeconds(10));
        for (PostgresSettings way : ways) {
            try (Pools pools = Pools.open(way, shorter)) {
                long began = System.nanoTime();
                assertThatThrownBy(() -> read(pools.reads(), "select pg_sleep(60)::text"))
                        .satisfies(failure -> assertThat(Failures.away(failure)).isTrue())
                        .satisfies(failure -> assertThat(Failures.lost(failure)).isFalse());
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(FAR_LESS_THAN_THE_SLEEP);
                assertThat(read(pools.reads(), "select 'still here'")).isEqualTo("still here");
            }
        }
    }

    @Test
    void the_settings_of_a_read_do_not_leak_into_a_shared_session() throws SQLException {
        for (PostgresSettings way : ways.subList(1, ways.size())) {
            try (Pools pools = Pools.open(way)) {
                for (int i = 0; i < 20; i++) {
                    assertThat(read(pools.reads(), SHOW)).isEqualTo("15s 5s 10s");
                }
                assertThat(unset(pools.reads())).isEqualTo("0 0 0");
            }
        }
    }

    @Test
    void an_idle_transaction_loses_its_locks() {
        TransactionSettings shorter =
                new TransactionSettings(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofMillis(300));
        for (PostgresSettings way : ways) {
            UUID user = TestDatabase.person(ways.get(0), "Idle").value();
            try (Pools pools = Pools.open(way, shorter)) {
                assertThatThrownBy(() -> pools.changes().with(handle -> {
                            handle.begin();
                            pools.changes().settings().forEach(handle::execute);
                            handle.execute("select from users where id = ? for update", user);
                            Awaitility.await()
                                    .atMost(FAR_LESS_THAN_THE_SLEEP)
                                    .ignoreExceptions()
                                    .until(() -> TestDatabase.number(
                                                    ways.get(0),
                                                    "select count(*) from (select from users where id = ?"
                                                            + " for update skip locked) free",
                                                    user)
                                            == 1);
                            return handle.execute("select 1");
                        }))
                        .satisfies(failure -> assertThat(Failures.away(failure)).isTrue());
            }
        }
    }

    private static String read(Pool pool, String query) {
        return pool.read(handle -> handle.createQuery(query).mapTo(String.class).one());
    }

    private static String changed(Pool pool) {
        return pool.with(handle -> {
            handle.begin();
            pool.settings().forEach(handle::execute);
            String shown = handle.createQuery(SHOW).mapTo(String.class).one();
            handle.rollback();
            return shown;
        });
    }

    /// The time-outs of a statement that the pool runs without the settings of a transaction.
    private static String unset(Pool pool) throws SQLException {
        return pool.with(handle -> {
            try (Statement statement = handle.getConnection().createStatement();
                    ResultSet row = statement.executeQuery(SHOW)) {
                row.next();
                return row.getString(1);
            }
        });
    }

    private static String committing(Pool pool) throws SQLException {
        List<String> shown = new ArrayList<>();
        return pool.with(handle -> {
            StatementBatch.begin(pool.settings())
                    .query(SHOW, rows -> {
                        rows.next();
                        shown.add(rows.getString(1));
                    })
                    .run("rollback")
                    .execute(handle.getConnection());
            return shown.getLast();
        });
    }
}
