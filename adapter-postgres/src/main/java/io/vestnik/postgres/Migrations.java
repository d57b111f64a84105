package io.vestnik.postgres;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings the schema up to date, or makes sure that it is; over a direct connection of its own.
final class Migrations {
    private static final String LOCATION = "classpath:io/vestnik/postgres/migration";

    private final Flyway flyway;

    Migrations(PostgresSettings settings) {
        PostgresSettings.Address address = settings.migrationAddress();
        this.flyway = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(
                        address.jdbcUrl(),
                        address.user().orElse(null),
                        address.password().orElse(null))
                .locations(LOCATION)
                .failOnMissingLocations(true)
                .load();
    }

    /// @return how many migrations were applied
    int migrate() {
        try {
            return flyway.migrate().migrationsExecuted;
        } catch (FlywayException e) {
            throw translated(e);
        }
    }

    /// @throws SchemaOutdatedException if it is not what this version expects
    void check() {
        try {
            var validation = flyway.validateWithResult();
            if (!validation.validationSuccessful) {
                throw new SchemaOutdatedException(
                        "the database's schema is not the one of this version: run migrate",
                        validation.getAllErrorMessages());
            }
        } catch (FlywayException e) {
            throw translated(e);
        }
    }

    private static RuntimeException translated(FlywayException e) {
        return Failures.away(e) ? Failures.unavailable("migrating", e) : e;
    }
}
