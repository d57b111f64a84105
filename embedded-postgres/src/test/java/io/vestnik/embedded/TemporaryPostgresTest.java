package io.vestnik.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TemporaryPostgresTest {
    private final TemporaryPostgres postgres = EmbeddedPostgres.temporary();

    @Test
    void everybody_gets_a_database_of_their_own() throws SQLException {
        Sql.execute(postgres.database(), "create table t ()");
        Sql.execute(postgres.database(), "create table t ()");
    }

    @Test
    void copies_of_a_prepared_database_are_prepared_once_and_apart() throws SQLException {
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
