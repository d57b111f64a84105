package io.vestnik.postgres.connection;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/// Opens connections to the direct address of the database, outside the pools, for long operations that do not suit a
/// pooler.
public final class DirectConnections {
    private DirectConnections() {}

    /// Opens a connection, to be closed by the caller.
    ///
    /// @param name the application name under which the server lists the connection
    /// @throws io.vestnik.domain.StoreUnavailableException if the database cannot be reached
    public static Connection open(PostgresSettings settings, String name) {
        PostgresSettings.Address address = settings.migrationAddress();
        Properties properties = new Properties();
        address.user().ifPresent(user -> properties.setProperty("user", user));
        address.password().ifPresent(password -> properties.setProperty("password", password));
        properties.setProperty("ApplicationName", name);
        properties.setProperty(
                "connectTimeout",
                Long.toString(Math.max(1, settings.reachWithin().toSeconds())));
        properties.setProperty("prepareThreshold", "0");
        try {
            Connection connection = DriverManager.getConnection(address.jdbcUrl(), properties);
            settings.schema().searchPath().ifPresent(path -> search(connection, path, address));
            return connection;
        } catch (SQLException e) {
            throw Failures.connecting(address, e);
        }
    }

    private static void search(Connection connection, String path, PostgresSettings.Address address) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set search_path to " + path);
        } catch (SQLException e) {
            try {
                connection.close();
            } catch (SQLException closing) {
                e.addSuppressed(closing);
            }
            throw Failures.connecting(address, e);
        }
    }
}
