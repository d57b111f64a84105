package io.vestnik.client;

import org.jspecify.annotations.Nullable;

/// No answer of the server came: whether the request took effect is unknown. An answer that something in between gave
/// in the server's place, or that is not of this contract, counts as none.
///
/// A message is repeated with the same key, which stores it once however often it is tried.
public final class ConnectionLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param cause absent when the connection was closed in an orderly way
    public ConnectionLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
