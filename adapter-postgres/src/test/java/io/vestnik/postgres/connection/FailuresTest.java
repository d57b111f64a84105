package io.vestnik.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.commit.StoreFailure.Kind;
import io.vestnik.domain.StoreUnavailableException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionException;
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

    @ParameterizedTest
    @CsvSource({
        "55P03, LOCKED",
        "57014, TIMEOUT",
        "40001, CONTENTION",
        "40P01, CONTENTION",
        "08006, CONNECTION_LOST",
        "57P01, CONNECTION_LOST",
        "57P03, CONNECTION_LOST",
        "53200, CONNECTION_LOST",
        "25P03, CONNECTION_LOST",
        "53100, REFUSED",
        "58030, REFUSED",
        "25006, REFUSED",
        "23505, DEFECT",
        "42501, DEFECT"
    })
    void the_sqlstate_decides_the_kind_of_a_failure(String state, Kind kind) {
        SQLException direct = new SQLException("message", state);
        JdbiException wrapped = new TransactionException(direct);

        assertThat(Failures.classified(direct).kind()).isEqualTo(kind);
        assertThat(Failures.classified(wrapped).kind()).isEqualTo(kind);
        Kind committing = kind == Kind.CONNECTION_LOST ? Kind.OUTCOME_UNKNOWN : kind;
        assertThat(Failures.committing(direct).kind()).isEqualTo(committing);
        assertThat(Failures.committing(wrapped).kind()).isEqualTo(committing);
        assertThat(Failures.committing(wrapped)).hasCause(wrapped);
    }

    @Test
    void a_failure_without_an_sqlstate_is_a_defect() {
        assertThat(Failures.classified(new SQLException("message")).kind()).isEqualTo(Kind.DEFECT);
        assertThat(Failures.classified(new TransactionException("message")).kind())
                .isEqualTo(Kind.DEFECT);
    }

    @Test
    void a_failure_to_get_a_connection_is_never_a_lost_connection() {
        assertThat(connecting(new SQLTransientConnectionException("request timed out")))
                .isEqualTo(Kind.NO_CONNECTION);
        assertThat(connecting(new SQLTransientConnectionException(
                        "request timed out", "08001", new SQLException("refused", "08001"))))
                .isEqualTo(Kind.NO_CONNECTION);
        assertThat(connecting(new SQLException("statement timeout", "57014"))).isEqualTo(Kind.TIMEOUT);
        assertThat(connecting(new SQLException("lock timeout", "55P03"))).isEqualTo(Kind.TIMEOUT);
        assertThat(connecting(new SQLException("the pool is closed"))).isEqualTo(Kind.DEFECT);
    }

    private static Kind connecting(SQLException cause) {
        return Failures.classified(new ConnectionException(cause)).kind();
    }

    @Test
    void a_defect_reaches_the_caller_as_the_exception_of_the_driver() {
        JdbiException violation = new TransactionException(new SQLException("duplicate key", "23505"));
        assertThat(Failures.translated("changing", Failures.classified(violation)))
                .isSameAs(violation);

        SQLException direct = new SQLException("duplicate key", "23505");
        assertThat(Failures.translated("changing", Failures.classified(direct)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("changing failed")
                .hasRootCause(direct);
    }

    @ParameterizedTest
    @CsvSource({"55P03", "57014", "08006", "53100"})
    void a_temporary_failure_reaches_the_caller_as_unavailable(String state) {
        JdbiException failure = new TransactionException(new SQLException("the server says no", state));
        assertThat(Failures.translated("changing", Failures.committing(failure)))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("changing: the server says no");
    }

    @Test
    void a_pool_without_a_free_connection_has_a_reason_of_its_own() {
        assertThat(Failures.reason(new SQLTransientConnectionException("request timed out")))
                .isEqualTo("no_connection_available");
    }
}
