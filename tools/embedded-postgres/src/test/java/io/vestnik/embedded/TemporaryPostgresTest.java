package io.vestnik.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TemporaryPostgresTest {
    private final TemporaryPostgres postgres = EmbeddedPostgres.temporary();

    @Test
    void each_caller_gets_an_own_database() throws SQLException {
        Sql.execute(postgres.database(), "create table t ()");
        Sql.execute(postgres.database(), "create table t ()");
    }

    @Test
    void a_database_is_prepared_once_and_its_copies_are_independent() throws SQLException {
        AtomicInteger prepared = new AtomicInteger();
        DatabaseAddress one = prepared(prepared);
        DatabaseAddress other = prepared(prepared);

        Sql.execute(one, "insert into letters values ('only here')");

        assertThat(prepared).hasValue(1);
        assertThat(Sql.ask(other, "select count(*) from letters")).isEqualTo("0");
    }

    private DatabaseAddress prepared(AtomicInteger times) {
        return postgres.database("with_letters", address -> {
            times.incrementAndGet();
            try {
                Sql.execute(address, "create table letters (text text)");
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        });
    }
}
