package io.vestnik.domain;

/// The store could not be reached or did not answer. If the call was a change, it is unknown whether the change was
/// stored.
///
/// The caller can safely repeat a request that has an idempotency key: the store applies all attempts with the same key
/// once.
public final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param message the operation that failed
    /// @param cause the exception of the store's driver
    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    /// @param message the operation, and why it was not attempted
    public StoreUnavailableException(String message) {
        super(message);
    }
}
