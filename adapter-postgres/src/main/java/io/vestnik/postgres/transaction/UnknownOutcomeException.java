package io.vestnik.postgres.transaction;

/// The connection was lost during the commit: whether the transaction was stored is unknown.
public final class UnknownOutcomeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownOutcomeException(Exception cause) {
        super(cause);
    }
}
