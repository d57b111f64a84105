package io.vestnik.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.util.PGobject;

/// Several statements that are sent together and answered together, each with its own snapshot.
///
/// If one fails, no later one is executed.
final class StatementBatch {
    private final StringBuilder sql = new StringBuilder();
    private final List<PGobject> parameters = new ArrayList<>();

    /// Reads the rows of one statement.
    @FunctionalInterface
    interface Rows {
        void read(ResultSet rows) throws SQLException;
    }

    private final List<Rows> readers = new ArrayList<>();

    /// A statement whose rows are read.
    StatementBatch query(String statement, Rows rows, PGobject... values) {
        return add(statement, rows, values);
    }

    /// A statement whose rows, if any, are ignored.
    StatementBatch run(String statement, PGobject... values) {
        return add(statement, rows -> {}, values);
    }

    boolean isEmpty() {
        return readers.isEmpty();
    }

    void execute(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setObject(i + 1, parameters.get(i));
            }
            boolean rows = statement.execute();
            for (Rows reader : readers) {
                if (rows) {
                    try (ResultSet result = statement.getResultSet()) {
                        reader.read(result);
                    }
                }
                rows = statement.getMoreResults();
            }
        }
    }

    /// Executes these statements, the last of which commits.
    ///
    /// @throws UnknownOutcomeException if the connection was lost; after any other failure nothing was stored
    void commit(Connection connection) throws SQLException {
        try {
            execute(connection);
        } catch (SQLException e) {
            if (Failures.lost(e)) {
                throw new UnknownOutcomeException(e);
            }
            throw e;
        }
    }

    private StatementBatch add(String statement, Rows rows, PGobject... values) {
        if (!sql.isEmpty()) {
            sql.append(";\n");
        }
        sql.append(statement);
        parameters.addAll(List.of(values));
        readers.add(rows);
        return this;
    }
}
