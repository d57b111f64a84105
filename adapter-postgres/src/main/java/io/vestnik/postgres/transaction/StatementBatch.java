package io.vestnik.postgres.transaction;

import io.vestnik.application.commit.StoreFailure;
import io.vestnik.postgres.connection.Failures;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.util.PGobject;

/// Several statements that are sent together and answered together. Each statement has its own snapshot.
///
/// If a statement fails, the later ones are not executed.
public final class StatementBatch {
    private final StringBuilder sql = new StringBuilder();
    private final List<PGobject> parameters = new ArrayList<>();

    /// Reads the rows of one statement.
    @FunctionalInterface
    public interface Rows {
        void read(ResultSet rows) throws SQLException;
    }

    private final List<Rows> readers = new ArrayList<>();

    /// The statements that begin a transaction.
    ///
    /// @param settings statements to run first in the transaction
    public static StatementBatch begin(List<String> settings) {
        StatementBatch statements = new StatementBatch().run("begin");
        settings.forEach(statements::run);
        return statements;
    }

    /// Adds a statement whose rows are read.
    public StatementBatch query(String statement, Rows rows, PGobject... values) {
        return add(statement, rows, values);
    }

    /// Adds a statement whose rows, if any, are ignored.
    public StatementBatch run(String statement, PGobject... values) {
        return add(statement, rows -> {}, values);
    }

    public boolean isEmpty() {
        return readers.isEmpty();
    }

    public void execute(Connection connection) throws SQLException {
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

    /// Executes the statements, the last of which commits.
    ///
    /// @throws StoreFailure [StoreFailure.Kind#OUTCOME_UNKNOWN] if the connection was lost; after any other failure
    ///     nothing was stored
    public void commit(Connection connection) throws StoreFailure {
        try {
            execute(connection);
        } catch (SQLException e) {
            throw Failures.committing(e);
        }
    }

    /// Rolls the open transaction of a connection back.
    public static void rollBack(Connection connection) throws StoreFailure {
        try {
            new StatementBatch().run("rollback").execute(connection);
        } catch (SQLException e) {
            throw Failures.classified(e);
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
