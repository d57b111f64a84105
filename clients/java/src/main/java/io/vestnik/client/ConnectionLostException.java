package io.vestnik.client;

import org.jspecify.annotations.Nullable;

/// The server did not answer, so it is unknown whether the request took effect. An answer from a proxy, or an answer
/// that violates the protocol, counts as no answer.
///
/// Sending a message again with the same key is safe: the message is stored once.
public final class ConnectionLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param cause null if no other exception caused this one, for example after a close frame
    public ConnectionLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
