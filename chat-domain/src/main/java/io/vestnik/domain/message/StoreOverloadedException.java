package io.vestnik.domain.message;

/// More waits to be stored than may; the change was not tried and can be repeated a moment later.
public final class StoreOverloadedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param message what is full
    public StoreOverloadedException(String message) {
        super(message);
    }
}
