package io.vestnik.postgres.account;

import io.vestnik.domain.user.Person;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserState;
import io.vestnik.domain.user.Users.Credentials;
import io.vestnik.postgres.connection.Codecs;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Reads rows of `users`.
final class UserRows {
    static final String COLUMNS = "id, name, username, email, disabled_at, deleted_at, created_at";
    static final String PERSON = "id, name, username, deleted_at";
    static final String CREDENTIALS = "id, password_hash, password_version, disabled_at, deleted_at";

    private UserRows() {}

    static User user(ResultSet row) throws SQLException {
        return new User(
                Codecs.USER_ID.get(row, "id"),
                Codecs.USER_NAME.get(row, "name"),
                Codecs.USERNAME.find(row, "username"),
                Codecs.EMAIL.find(row, "email"),
                state(row),
                Codecs.INSTANT.get(row, "created_at"));
    }

    static Person person(ResultSet row) throws SQLException {
        return new Person(
                Codecs.USER_ID.get(row, "id"),
                Codecs.USER_NAME.get(row, "name"),
                Codecs.USERNAME.find(row, "username"),
                row.getObject("deleted_at") != null);
    }

    static Credentials credentials(ResultSet row) throws SQLException {
        return new Credentials(
                Codecs.USER_ID.get(row, "id"),
                state(row),
                Codecs.PASSWORD_HASH.get(row, "password_hash"),
                row.getInt("password_version"));
    }

    private static UserState state(ResultSet row) throws SQLException {
        if (row.getObject("deleted_at") != null) {
            return UserState.DELETED;
        }
        return row.getObject("disabled_at") != null ? UserState.DISABLED : UserState.ACTIVE;
    }
}
