package io.vestnik.postgres.connection;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.array.SqlArrayTypeFactory;
import org.jdbi.v3.core.codec.Codec;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jspecify.annotations.Nullable;

/// How a value of the domain is stored in one column.
///
/// @param <T> the class of the value
/// @param <S> the class in which the driver sends and returns the value
public final class ValueCodec<T, S> implements Codec<T> {
    private final Class<T> value;
    private final Class<S> stored;
    private final String type;
    private final Function<S, T> read;
    private final Function<T, S> write;

    /// @param type PostgreSQL's name of the element type of an array of such values
    ValueCodec(Class<T> value, Class<S> stored, String type, Function<S, T> read, Function<T, S> write) {
        this.value = value;
        this.stored = stored;
        this.type = type;
        this.read = read;
        this.write = write;
    }

    Class<T> value() {
        return value;
    }

    /// Converts a value to its form in the database.
    S store(T present) {
        return write.apply(present);
    }

    /// The value of a column that is not null.
    ///
    /// @throws SQLException if the column is null
    public T get(ResultSet row, String column) throws SQLException {
        return find(row, column).orElseThrow(() -> new SQLException(column + " is null"));
    }

    /// The value of a column; empty if the column is null.
    public Optional<T> find(ResultSet row, String column) throws SQLException {
        return find(row, row.findColumn(column));
    }

    /// The value of the column at a position, counted from 1; empty if the column is null.
    public Optional<T> find(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, stored)).map(read);
    }

    @Override
    public ColumnMapper<T> getColumnMapper() {
        return (row, column, context) -> find(row, column).orElse(null);
    }

    @Override
    public Function<T, Argument> getArgumentFunction() {
        return this::argument;
    }

    private Argument argument(@Nullable T present) {
        return (position, statement, context) -> {
            if (present == null) {
                statement.setNull(position, Types.OTHER);
            } else {
                statement.setObject(position, write.apply(present));
            }
        };
    }

    /// The factory of array parameters of such values.
    SqlArrayTypeFactory array() {
        return SqlArrayTypeFactory.of(value, type, write);
    }
}
