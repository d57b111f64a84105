package io.vestnik.postgres;

import java.util.Arrays;
import java.util.Locale;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/// Updates the schema, or checks that it is up to date; on a direct connection of its own.
final class Migrations {
    private static final String LOCATION = "classpath:io/vestnik/postgres/migration";

    private final Flyway flyway;
    private final FluentConfiguration configuration;
    private final AccountForms forms;

    Migrations(PostgresSettings settings) {
        this.forms = new AccountForms(settings);
        PostgresSettings.Address address = settings.migrationAddress();
        this.configuration = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(
                        address.jdbcUrl(),
                        address.user().orElse(null),
                        address.password().orElse(null))
                .locations(LOCATION)
                .failOnMissingLocations(true);
        this.flyway = configuration.load();
    }

    /// Applies the missing migrations, and updates the values that the application derives from stored ones.
    ///
    /// @return how many migrations of the schema were applied
    int migrate() {
        try {
            int done = flyway.migrate().migrationsExecuted;
            forms.update();
            return done;
        } catch (FlywayException e) {
            throw translated(e);
        }
    }

    /// Brings a missing or older schema to a version.
    ///
    /// @throws BackupException if there is no such version, or the schema is newer
    void migrateTo(String version) {
        MigrationVersion wanted = MigrationVersion.fromVersion(version);
        try {
            boolean known = Arrays.stream(flyway.info().all()).anyMatch(step -> wanted.equals(step.getVersion()));
            if (!known) {
                throw new BackupException(
                        String.format(Locale.ROOT, "the backup is of a newer version of Vestnik (schema %s)", version));
            }
            MigrationInfo current = flyway.info().current();
            if (current != null && current.getVersion().isNewerThan(wanted)) {
                throw new BackupException(
                        "the database's schema is newer than the backup's: restore into a database without one");
            }
            Flyway.configure(Migrations.class.getClassLoader())
                    .configuration(configuration)
                    .target(wanted)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw translated(e);
        }
    }

    /// @throws SchemaOutdatedException if the schema is not the one that this version expects
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
