package io.vestnik.wire;

/// Something is not the JSON that it claims to be; the message says what is wrong, in words fit for its sender.
public final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedJsonException(String message) {
        super(message);
    }
}
