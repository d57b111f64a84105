package io.vestnik.postgres.schema;

import io.vestnik.postgres.account.DerivedAccountValues;
import io.vestnik.postgres.connection.Failures;
import io.vestnik.postgres.connection.PostgresSettings;
import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/// Updates the schema, or checks that it is up to date; on a direct connection of its own.
public final class Migrations {
    private static final String LOCATION = "classpath:io/vestnik/postgres/migration";

    private final Flyway flyway;
    private final FluentConfiguration configuration;
    private final DerivedAccountValues derived;

    public Migrations(PostgresSettings settings) {
        this.derived = new DerivedAccountValues(settings);
        PostgresSettings.Address address = settings.migrationAddress();
        this.configuration = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(
                        address.jdbcUrl(),
                        address.user().orElse(null),
                        address.password().orElse(null))
                .locations(LOCATION)
                .failOnMissingLocations(true);
        settings.schema().name().ifPresent(configuration::defaultSchema);
        this.flyway = configuration.load();
    }

    /// Applies the missing migrations, and updates the values that the application derives from stored values.
    ///
    /// @return how many migrations of the schema were applied
    public int migrate() {
        try {
            int done = flyway.migrate().migrationsExecuted;
            derived.update();
            return done;
        } catch (FlywayException e) {
            throw translated(e);
        }
    }

    /// How [#migrateTo] ended.
    public enum Reached {
        /// The schema has the requested version.
        DONE,
        /// This release does not know the requested version.
        UNKNOWN_VERSION,
        /// The schema already has a newer version than the requested version.
        NEWER
    }

    /// Migrates a missing or older schema to a version.
    public Reached migrateTo(String version) {
        MigrationVersion wanted = MigrationVersion.fromVersion(version);
        try {
            boolean known = Arrays.stream(flyway.info().all()).anyMatch(step -> wanted.equals(step.getVersion()));
            if (!known) {
                return Reached.UNKNOWN_VERSION;
            }
            MigrationInfo current = flyway.info().current();
            if (current != null && current.getVersion().isNewerThan(wanted)) {
                return Reached.NEWER;
            }
            Flyway.configure(Migrations.class.getClassLoader())
                    .configuration(configuration)
                    .target(wanted)
                    .load()
                    .migrate();
            return Reached.DONE;
        } catch (FlywayException e) {
            throw translated(e);
        }
    }

    /// Compares the schema with the schema of this release.
    ///
    /// @throws SchemaOutdatedException if the schemas differ
    public void check() {
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
