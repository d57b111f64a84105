package io.vestnik.domain;

/// The store could not be reached or did not answer, and whether the change was stored is not known.
///
/// Whoever asked repeats the request with the same key; the store makes it one.
public final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param message what was being done
    /// @param cause what the store's driver said
    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    /// @param message what was being done, and why it was not even tried
    public StoreUnavailableException(String message) {
        super(message);
    }
}
