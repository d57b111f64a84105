package io.vestnik.bootstrap;

/// The program cannot start, or cannot execute its command. The message is one sentence for the operator.
class StartFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartFailedException(String message) {
        super(message);
    }

    StartFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    /// Takes the message of the cause.
    StartFailedException(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
