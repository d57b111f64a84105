package io.vestnik.application.commit;

import io.vestnik.domain.StoreUnavailableException;

/// A failed attempt at a transaction, classified by the store. The cause is the exception of the store's driver, if
/// there is one.
public final class StoreFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /// What a failure means for the transaction and for later attempts. Except after [#OUTCOME_UNKNOWN], nothing was
    /// stored.
    public enum Kind {
        /// The lock of a row was not available in time. The connection is intact.
        LOCKED,
        /// A statement took too long. The connection is intact.
        TIMEOUT,
        /// The transaction conflicted with another transaction, so that an immediate repeat may succeed.
        CONTENTION,
        /// The connection or the server was lost before the commit, or the server lacks resources.
        CONNECTION_LOST,
        /// No connection was available in time.
        NO_CONNECTION,
        /// The server has rolled back, because its disk is full, I/O failed, or the database is read-only.
        REFUSED,
        /// The connection was lost during the commit: whether the transaction was stored is unknown.
        OUTCOME_UNKNOWN,
        /// Any other failure: a bug, or data that cannot be stored.
        DEFECT
    }

    private final Kind kind;
    private final String reason;

    /// @param reason the reason in one word, for the log
    public StoreFailure(Kind kind, String reason) {
        super(kind + " " + reason);
        this.kind = kind;
        this.reason = reason;
    }

    /// @param reason the reason in one word, for the log
    /// @param cause the exception of the store's driver
    public StoreFailure(Kind kind, String reason, Throwable cause) {
        super(kind + " " + reason, cause);
        this.kind = kind;
        this.reason = reason;
    }

    /// What the failure means.
    public Kind kind() {
        return kind;
    }

    /// The reason in one word, for the log.
    public String reason() {
        return reason;
    }

    /// Whether the store could not be reached or could not do its work at the moment, so that a later repeat may
    /// succeed.
    public boolean temporary() {
        return switch (kind) {
            case LOCKED, TIMEOUT, CONNECTION_LOST, NO_CONNECTION, REFUSED, OUTCOME_UNKNOWN -> true;
            case CONTENTION, DEFECT -> false;
        };
    }

    /// Whether a statement, or its wait for a lock, exceeded its time-out; the connection is intact.
    public boolean timedOut() {
        return kind == Kind.LOCKED || kind == Kind.TIMEOUT;
    }

    /// The first line of the description of the cause, for the log.
    public String line() {
        Throwable described = getCause() == null ? this : getCause();
        return described.toString().lines().findFirst().orElse("");
    }

    /// The exception for the caller of the store after a [#temporary] failure.
    ///
    /// @param doing the action that failed
    public StoreUnavailableException unavailable(String doing) {
        Throwable root = this;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new StoreUnavailableException(doing + ": " + root.getMessage(), this);
    }
}
