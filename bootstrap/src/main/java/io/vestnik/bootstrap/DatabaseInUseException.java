package io.vestnik.bootstrap;

/// A command uses the embedded database at the moment. A start after the end of the command can succeed.
final class DatabaseInUseException extends StartFailedException {
    private static final long serialVersionUID = 1L;

    /// Takes the message of the cause.
    DatabaseInUseException(RuntimeException cause) {
        super(cause);
    }
}
