package io.vestnik.postgres;

import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.Person;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.UserState;
import io.vestnik.domain.user.Username;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;

/// Reads rows of `users`.
final class UserRows {
    static final String COLUMNS = "id, name, username, email, disabled_at, deleted_at, created_at";

    private UserRows() {}

    static User user(ResultSet row, StatementContext context) throws SQLException {
        return new User(
                new UserId(row.getObject("id", UUID.class)),
                new UserName(row.getString("name")),
                Optional.ofNullable(row.getString("username")).map(Username::new),
                Optional.ofNullable(row.getString("email")).map(Email::new),
                state(row),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    static Person person(ResultSet row, StatementContext context) throws SQLException {
        return new Person(
                new UserId(row.getObject("id", UUID.class)),
                new UserName(row.getString("name")),
                Optional.ofNullable(row.getString("username")).map(Username::new),
                row.getObject("deleted_at") != null);
    }

    static UserState state(ResultSet row) throws SQLException {
        if (row.getObject("deleted_at") != null) {
            return UserState.DELETED;
        }
        return row.getObject("disabled_at") != null ? UserState.DISABLED : UserState.ACTIVE;
    }
}
