package io.vestnik.postgres;

/// The database's schema is not the one that this version of the program expects, and bringing it up to date was left
/// to whoever runs it.
public final class SchemaOutdatedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SchemaOutdatedException(String message, String details) {
        super(details.isEmpty() ? message : message + " (" + details.strip() + ")");
    }
}
