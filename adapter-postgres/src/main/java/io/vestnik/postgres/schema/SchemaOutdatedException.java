package io.vestnik.postgres.schema;

/// The schema of the database does not have the version that this release needs, and is left unchanged. The message is
/// one sentence for the operator.
public final class SchemaOutdatedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SchemaOutdatedException(String message) {
        super(message);
    }
}
