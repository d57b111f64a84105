package io.vestnik.postgres.schema;

import java.util.Locale;

/// The database does not let the store have its schema. The message is one sentence for the operator.
public final class SchemaRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private SchemaRefusedException(String message, Throwable cause) {
        super(message, cause);
    }

    /// @param reason the explanation of PostgreSQL, such as `permission denied for schema public`
    static SchemaRefusedException notPermitted(String reason, Throwable cause) {
        return new SchemaRefusedException(
                String.format(Locale.ROOT, "%s: the user has to own the database, or all tables of Vestnik", reason),
                cause);
    }

    static SchemaRefusedException foreignTables(Throwable cause) {
        return new SchemaRefusedException(
                "the database has tables of another program: give Vestnik a database or a schema of its own", cause);
    }
}
