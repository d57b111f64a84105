package io.vestnik.postgres.connection;

import io.vestnik.application.commit.StoreFailure;
import io.vestnik.domain.StoreUnavailableException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.JdbiException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Classifies failed statements by SQLSTATE.
public final class Failures {
    /// The SQLSTATE classes of an unavailable database: connection exceptions; operator intervention (shutdown, crash);
    /// insufficient resources; system errors.
    private static final Set<String> AWAY_CLASSES = Set.of("08", "57", "53", "58");

    private static final String LOCK_TIMEOUT = "55P03";

    /// The SQLSTATE of an invalid value of a setting, including the settings that the driver sends when it connects.
    private static final String INVALID_PARAMETER = "22023";

    /// Further SQLSTATEs of an unavailable database: a lock was not available; the database is read-only, for example
    /// because the server became a standby or its disk is full; the session was ended because its transaction was idle
    /// or took too long.
    private static final Set<String> AWAY_STATES = Set.of(LOCK_TIMEOUT, "25006", "25P03", "25P04");

    /// The SQLSTATEs with which a running server reports that it has rolled back: the disk is full, I/O failed, or the
    /// database is read-only.
    private static final Set<String> REFUSALS = Set.of("53100", "58030", "25006");

    /// The SQLSTATE of a missing permission.
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private static final Set<String> CONTENTION = Set.of("40001", "40P01");

    /// The SQLSTATEs of a lock timeout and of a statement timeout.
    private static final Set<String> TIMEOUTS = Set.of(LOCK_TIMEOUT, "57014");

    /// PostgreSQL's names of the conditions under which the database is unavailable, by SQLSTATE.
    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("53100", "disk_full"),
            Map.entry("53200", "out_of_memory"),
            Map.entry("53300", "too_many_connections"),
            Map.entry("58030", "io_error"),
            Map.entry("25006", "read_only_sql_transaction"),
            Map.entry("25P03", "idle_in_transaction_session_timeout"),
            Map.entry("25P04", "transaction_timeout"),
            Map.entry(LOCK_TIMEOUT, "lock_not_available"),
            Map.entry("57014", "query_canceled"),
            Map.entry("57P01", "admin_shutdown"),
            Map.entry("57P02", "crash_shutdown"),
            Map.entry("57P03", "cannot_connect_now"));

    private Failures() {}

    /// Classifies the failure of a statement of a transaction, or of the attempt to get a connection.
    public static StoreFailure classified(Exception failure) {
        return new StoreFailure(kind(failure), reason(failure), failure);
    }

    /// Classifies the failure of a commit. If the connection was lost, the outcome is unknown.
    public static StoreFailure committing(Exception failure) {
        return lost(failure)
                ? new StoreFailure(StoreFailure.Kind.OUTCOME_UNKNOWN, reason(failure), failure)
                : classified(failure);
    }

    private static StoreFailure.Kind kind(Exception failure) {
        boolean connecting = failure instanceof ConnectionException;
        if (timeout(failure)) {
            return locked(failure) && !connecting ? StoreFailure.Kind.LOCKED : StoreFailure.Kind.TIMEOUT;
        }
        if (refused(failure)) {
            return StoreFailure.Kind.REFUSED;
        }
        if (away(failure)) {
            return connecting ? StoreFailure.Kind.NO_CONNECTION : StoreFailure.Kind.CONNECTION_LOST;
        }
        return contention(failure) ? StoreFailure.Kind.CONTENTION : StoreFailure.Kind.DEFECT;
    }

    /// Whether the database could not be reached or could not do its work at the moment, so that a later repeat may
    /// succeed.
    public static boolean away(Throwable failure) {
        return any(failure, Failures::away);
    }

    /// Whether the transaction was aborted because it conflicted with another transaction, so that an immediate repeat
    /// may succeed.
    private static boolean contention(Throwable failure) {
        return any(failure, e -> CONTENTION.contains(state(e)));
    }

    /// Whether a statement, or its wait for a lock, exceeded its time-out; the connection is intact.
    private static boolean timeout(Throwable failure) {
        return any(failure, e -> TIMEOUTS.contains(state(e)));
    }

    /// Whether a lock was not available in time; the connection is intact.
    private static boolean locked(Throwable failure) {
        return any(failure, e -> LOCK_TIMEOUT.equals(state(e)));
    }

    /// Whether the connection or the server was lost. If that happened during a commit, its outcome is unknown.
    public static boolean lost(Throwable failure) {
        return away(failure) && !timeout(failure) && !refused(failure);
    }

    /// Whether a running server has rolled back and reported the reason.
    private static boolean refused(Throwable failure) {
        return any(failure, e -> REFUSALS.contains(state(e)));
    }

    /// PostgreSQL's explanation if the user of the database lacks a permission; empty for other failures.
    public static Optional<String> denial(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException e && state(e).equals(INSUFFICIENT_PRIVILEGE)) {
                ServerErrorMessage message =
                        e instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
                return Optional.of(
                        message == null || message.getMessage() == null ? "permission denied" : message.getMessage());
            }
        }
        return Optional.empty();
    }

    /// Whether the constraint with this name was violated.
    public static boolean violates(Throwable failure, String constraint) {
        return any(
                failure,
                e -> e instanceof PSQLException refused
                        && refused.getServerErrorMessage() != null
                        && constraint.equals(refused.getServerErrorMessage().getConstraint()));
    }

    /// Translates a failed query into the exception for the caller of the store.
    ///
    /// @param doing the action that failed
    public static RuntimeException translated(String doing, JdbiException failure) {
        return away(failure) ? unavailable(doing, failure) : failure;
    }

    /// Translates a failed transaction into the exception for the caller of the store.
    ///
    /// @param doing the action that failed
    public static RuntimeException translated(String doing, StoreFailure failure) {
        if (failure.temporary()) {
            return failure.unavailable(doing);
        }
        return failure.getCause() instanceof RuntimeException e
                ? e
                : new IllegalStateException(doing + " failed", failure);
    }

    public static StoreUnavailableException unavailable(String doing, Throwable cause) {
        return new StoreUnavailableException(doing + ": " + root(cause), cause);
    }

    /// The exception for a connection that could not be opened.
    ///
    /// @return an `IllegalStateException` if the server does not know the default time zone of this program, otherwise
    ///     a `StoreUnavailableException`. The driver sends the default time zone with each connection, and has no
    ///     setting for another time zone
    static RuntimeException connecting(PostgresSettings.Address address, SQLException cause) {
        if (state(cause).equals(INVALID_PARAMETER)
                && String.valueOf(cause.getMessage()).contains("\"TimeZone\"")) {
            return new IllegalStateException(
                    "PostgreSQL does not know the default time zone of this program, which the driver sends: set"
                            + " another one, such as UTC, with -Duser.timezone or TimeZone.setDefault; "
                            + line(cause),
                    cause);
        }
        return unavailable("connecting to " + address, cause);
    }

    /// The reason of a failure in one word, for the log: PostgreSQL's name of the condition, `connection_failure`, or
    /// else `sqlstate_` with the SQLSTATE. Without an SQLSTATE, it is `no_connection_available` if the pool had no free
    /// connection, or else `unknown`.
    static String reason(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException e && !state(e).isEmpty()) {
                String state = state(e);
                return REASONS.getOrDefault(state, state.startsWith("08") ? "connection_failure" : "sqlstate_" + state);
            }
        }
        return any(failure, SQLTransientConnectionException.class::isInstance) ? "no_connection_available" : "unknown";
    }

    /// The first line of a failure's description, for the log.
    private static String line(Throwable failure) {
        return failure.toString().lines().findFirst().orElse("");
    }

    private static boolean away(SQLException e) {
        String state = state(e);
        return e instanceof SQLTransientConnectionException
                || AWAY_STATES.contains(state)
                || (state.length() == 5 && AWAY_CLASSES.contains(state.substring(0, 2)));
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    private static String root(Throwable failure) {
        Throwable at = failure;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return String.valueOf(at.getMessage());
    }

    private static boolean any(Throwable failure, java.util.function.Predicate<SQLException> test) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException e && test.test(e)) {
                return true;
            }
        }
        return false;
    }
}
