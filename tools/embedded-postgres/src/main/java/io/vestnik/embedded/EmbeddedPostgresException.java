package io.vestnik.embedded;

/// The embedded PostgreSQL cannot be used. The message is one sentence for the operator.
public final class EmbeddedPostgresException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean usedByCommand;

    EmbeddedPostgresException(String message) {
        this(message, false);
    }

    EmbeddedPostgresException(String message, Throwable cause) {
        super(message, cause);
        this.usedByCommand = false;
    }

    private EmbeddedPostgresException(String message, boolean usedByCommand) {
        super(message);
        this.usedByCommand = usedByCommand;
    }

    static EmbeddedPostgresException usedByCommand(String message) {
        return new EmbeddedPostgresException(message, true);
    }

    /// Whether a command uses the data directory at the moment. A start after the end of the command can succeed.
    public boolean isUsedByCommand() {
        return usedByCommand;
    }
}
