package io.vestnik.postgres.connection;

import io.vestnik.application.commit.Transactions;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// The PostgreSQL settings of every statement of the store.
///
/// - `lock_timeout`, `statement_timeout`: a statement that waits or runs for longer fails.
/// - `idle_in_transaction_session_timeout`: a node that hangs within a transaction loses its locks.
/// - `synchronous_commit`: a commit is durable when acknowledged, even if the server's default `off` would lose the
///   last commits in a crash. Every other default stays.
/// - `search_path`: the schema of the store, if it is not the default schema of the connection.
/// - Planner settings: a plan finds each row by an index, and is made once for each statement of a connection. Without
///   these settings, the planner prefers other plans for tables that were small or unknown when a statement was
///   prepared, and keeps these plans when the tables have grown. It also makes a new plan for each execution if it
///   expects a plan for the current parameters, such as a short array or a range of ids, to be much cheaper. Planning
///   then takes a third of the cost of a small batch and half of the cost of a page of history.
///
/// @param lock how long a statement waits for a lock
/// @param statement how long a statement may run, including its waits
/// @param idle how long a transaction may stay open between two statements
/// @param searchPath where tables are looked up; empty for the default of the connection
public record TransactionSettings(Duration lock, Duration statement, Duration idle, Optional<String> searchPath) {
    /// The longest wait for a lock that another transaction holds.
    public static final Duration LOCK_MAX = Transactions.LOCK_MAX;

    /// The longest run of a statement; far more than any statement of the store needs, because each statement reads and
    /// writes a bounded number of rows.
    private static final Duration STATEMENT_MAX = Duration.ofSeconds(15);

    /// The longest pause between two statements of a transaction. The only wait between two statements is the wait for
    /// a writer's turn.
    private static final Duration IDLE_MAX = Duration.ofSeconds(10);

    public static final TransactionSettings DEFAULT = new TransactionSettings(LOCK_MAX, STATEMENT_MAX, IDLE_MAX);

    /// Settings for the default schema of the connection.
    public TransactionSettings(Duration lock, Duration statement, Duration idle) {
        this(lock, statement, idle, Optional.empty());
    }

    /// The same settings with another maximum wait for locks.
    TransactionSettings lockingWithin(Duration otherLock) {
        return new TransactionSettings(otherLock, statement, idle, searchPath);
    }

    /// The same settings with tables in another schema.
    TransactionSettings searching(Optional<String> otherPath) {
        return new TransactionSettings(lock, statement, idle, otherPath);
    }

    /// A statement that applies the settings to its transaction.
    public String ofTransaction() {
        return sql(true);
    }

    /// A statement that applies the settings to a session, which saves a statement in each transaction. Not for use
    /// through a pooler, which may run each transaction in another session.
    String ofSession() {
        return sql(false);
    }

    /// A statement that changes the maximum wait for locks for the rest of a transaction.
    public static String locking(Duration within) {
        return "select set_config('lock_timeout', '" + text(within) + "', true)";
    }

    private String sql(boolean local) {
        return String.format(
                Locale.ROOT,
                """
                select set_config('lock_timeout', '%2$s', %1$s), set_config('statement_timeout', '%3$s', %1$s),
                       set_config('idle_in_transaction_session_timeout', '%4$s', %1$s),
                       set_config('synchronous_commit', case current_setting('synchronous_commit')
                                                        when 'off' then 'on' else current_setting('synchronous_commit')
                                                        end, %1$s),
                       set_config('enable_seqscan', 'off', %1$s), set_config('enable_hashjoin', 'off', %1$s),
                       set_config('enable_mergejoin', 'off', %1$s), set_config('plan_cache_mode', 'force_generic_plan', %1$s)%5$s\
                """,
                local,
                text(lock),
                text(statement),
                text(idle),
                searchPath.map(path -> searching(path, local)).orElse(""));
    }

    private static String searching(String path, boolean local) {
        return String.format(Locale.ROOT, ", set_config('search_path', '%s', %s)", path, local);
    }

    private static String text(Duration duration) {
        return duration.toMillis() + "ms";
    }
}
