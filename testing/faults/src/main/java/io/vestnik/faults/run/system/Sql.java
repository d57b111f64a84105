package io.vestnik.faults.run.system;

import io.vestnik.embedded.DatabaseAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Executes statements on a PostgreSQL server, each in a transaction of its own.
final class Sql {
    /// A server that does not answer for a minute is not repaired by waiting.
    private static final String TIMEOUTS = "?connectTimeout=10&socketTimeout=60";

    private Sql() {}

    /// Executes statements one after another.
    ///
    /// @param database the name of the database, instead of the one in the address
    /// @throws IllegalStateException if a statement fails
    static void execute(DatabaseAddress address, String database, String... statements) {
        try (Connection connection = connect(address, database);
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("a statement failed on " + address, e);
        }
    }

    /// Reads a whole number.
    ///
    /// @throws IllegalStateException if the query fails or returns no row
    static long number(DatabaseAddress address, String query) {
        String url = address.jdbcUrl();
        try (Connection connection = connect(address, url.substring(url.lastIndexOf('/') + 1));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            if (!rows.next()) {
                throw new IllegalStateException("no row: " + query);
            }
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("a query failed on " + address, e);
        }
    }

    private static Connection connect(DatabaseAddress address, String database) throws SQLException {
        String url = address.jdbcUrl();
        return DriverManager.getConnection(
                url.substring(0, url.lastIndexOf('/') + 1) + database + TIMEOUTS, address.user(), address.password());
    }
}
