package io.vestnik.postgres.schema;

import io.vestnik.postgres.account.DerivedAccountValues;
import io.vestnik.postgres.connection.DirectConnections;
import io.vestnik.postgres.connection.Failures;
import io.vestnik.postgres.connection.PostgresSettings;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/// Updates the schema, or checks that it is up to date; on a direct connection of its own.
public final class Migrations {
    private static final String LOCATION = "classpath:io/vestnik/postgres/migration";

    private static final String DOING = "migrating";

    private final PostgresSettings settings;
    private final Flyway flyway;
    private final FluentConfiguration configuration;
    private final DerivedAccountValues derived;

    public Migrations(PostgresSettings settings) {
        this.settings = settings;
        this.derived = new DerivedAccountValues(settings);
        PostgresSettings.Address address = settings.migrationAddress();
        this.configuration = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(
                        address.jdbcUrl(),
                        address.user().orElse(null),
                        address.password().orElse(null))
                .locations(LOCATION)
                .failOnMissingLocations(true)
                // Without a provider of SLF4J, Flyway would log by java.util.logging into the output of the program.
                .loggers("slf4j");
        settings.schema().name().ifPresent(configuration::defaultSchema);
        this.flyway = configuration.load();
    }

    /// Applies the missing migrations, and updates the values that the application derives from stored values.
    ///
    /// @return how many migrations of the schema were applied
    /// @throws io.vestnik.domain.StoreUnavailableException if the database cannot be reached
    /// @throws SchemaRefusedException if the user lacks a permission, or another program has tables in the schema
    /// @throws SchemaOutdatedException if a newer release has migrated the schema
    public int migrate() {
        connect();
        try {
            rejectNewer(flyway.info());
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
    ///
    /// @throws io.vestnik.domain.StoreUnavailableException if the database cannot be reached
    /// @throws SchemaRefusedException if the user lacks a permission, or another program has tables in the schema
    public Reached migrateTo(String version) {
        connect();
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
    /// @throws io.vestnik.domain.StoreUnavailableException if the database cannot be reached
    /// @throws SchemaRefusedException if the user lacks a permission
    /// @throws SchemaOutdatedException if the schemas differ, or the database has no schema of Vestnik
    public void check() {
        connect();
        try {
            MigrationInfoService info = flyway.info();
            rejectNewer(info);
            MigrationInfo current = info.current();
            if (current == null) {
                throw new SchemaOutdatedException(
                        "the database has no tables of Vestnik: start the server once, or run migrate");
            }
            if (newest(info).isNewerThan(current.getVersion())) {
                throw new SchemaOutdatedException(String.format(
                        Locale.ROOT,
                        "the schema has version %s, and this release needs version %s: run migrate",
                        current.getVersion(),
                        newest(info)));
            }
            if (!flyway.validateWithResult().validationSuccessful) {
                throw new SchemaOutdatedException("the schema was not made by the migrations of this release: use the"
                        + " release that made it, or restore a backup into an empty database");
            }
        } catch (FlywayException e) {
            throw translated(e);
        }
    }

    /// Migrations that a newer release has applied are unknown to this release, and Flyway ignores them.
    private static void rejectNewer(MigrationInfoService info) {
        MigrationInfo current = info.current();
        if (current != null && current.getVersion().isNewerThan(newest(info))) {
            throw new SchemaOutdatedException(String.format(
                    Locale.ROOT,
                    "the schema has version %s, and this release knows version %s: use the release that migrated it",
                    current.getVersion(),
                    newest(info)));
        }
    }

    /// The version of the schema of this release.
    private static MigrationVersion newest(MigrationInfoService info) {
        return Arrays.stream(info.all())
                .filter(step -> step.getState().isResolved())
                .map(MigrationInfo::getVersion)
                // The creation of a schema of its own is an entry without a version.
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /// Opens a connection before Flyway does: a failure to connect is then reported as everywhere in the store.
    private void connect() {
        try {
            DirectConnections.open(settings, "vestnik-migration").close();
        } catch (SQLException e) {
            throw Failures.unavailable(DOING, e);
        }
    }

    private static RuntimeException translated(FlywayException e) {
        if (Failures.away(e)) {
            return Failures.unavailable(DOING, e);
        }
        if (e.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
            return SchemaRefusedException.foreignTables(e);
        }
        Optional<String> denial = Failures.denial(e);
        return denial.isPresent() ? SchemaRefusedException.notPermitted(denial.get(), e) : e;
    }
}
