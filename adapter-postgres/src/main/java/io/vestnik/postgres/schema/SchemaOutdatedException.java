package io.vestnik.postgres.schema;

/// The database's schema is not the one that this release expects, and the settings leave its update to the operator.
public final class SchemaOutdatedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SchemaOutdatedException(String message, String details) {
        super(details.isEmpty() ? message : message + " (" + details.strip() + ")");
    }
}
