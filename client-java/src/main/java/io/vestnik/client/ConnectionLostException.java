package io.vestnik.client;

import org.jspecify.annotations.Nullable;

/// No answer came: whether the request took effect is unknown.
///
/// A message is repeated with the same key, which stores it once however often it is tried.
public final class ConnectionLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param cause absent when the connection was closed in an orderly way
    public ConnectionLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
