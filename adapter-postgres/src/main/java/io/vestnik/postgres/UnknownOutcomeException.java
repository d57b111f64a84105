package io.vestnik.postgres;

/// The connection was lost during the commit: whether the transaction was stored is unknown.
final class UnknownOutcomeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownOutcomeException(Exception cause) {
        super(cause);
    }
}
