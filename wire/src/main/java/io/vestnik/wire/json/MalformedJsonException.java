package io.vestnik.wire.json;

/// A text is not valid JSON; the message describes the error for the developer of the client.
public final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedJsonException(String message) {
        super(message);
    }
}
