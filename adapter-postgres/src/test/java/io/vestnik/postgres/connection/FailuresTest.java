package io.vestnik.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FailuresTest {
    @ParameterizedTest
    @CsvSource({
        "53100, disk_full",
        "58030, io_error",
        "25006, read_only_sql_transaction",
        "57P01, admin_shutdown",
        "08006, connection_failure",
        "53400, sqlstate_53400"
    })
    void the_reason_is_named_as_postgresql_names_it(String state, String reason) {
        assertThat(Failures.reason(new IllegalStateException(new SQLException("message", state))))
                .isEqualTo(reason);
    }

    @Test
    void a_pool_without_a_free_connection_has_a_reason_of_its_own() {
        assertThat(Failures.reason(new SQLTransientConnectionException("request timed out")))
                .isEqualTo("no_connection_available");
    }
}
