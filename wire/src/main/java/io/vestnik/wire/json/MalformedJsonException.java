package io.vestnik.wire.json;

/// A text is not the JSON that it should be; the message describes the error in words fit for the client's developer.
public final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedJsonException(String message) {
        super(message);
    }
}
