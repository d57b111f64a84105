package io.vestnik.bootstrap;

/// The program cannot start or do what it was asked to; the message is one sentence for the person who started it.
final class StartFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    /// In the cause's own words.
    StartFailedException(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
