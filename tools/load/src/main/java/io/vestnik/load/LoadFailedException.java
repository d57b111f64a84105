package io.vestnik.load;

/// A run failed because of its server, not because of a bug of the load tool. The message is one sentence for the user
/// of the tool.
public final class LoadFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LoadFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
