package io.vestnik.domain.user;

import java.time.Instant;
import java.util.Optional;

/// A user with an account, including the data that other users do not see.
///
/// @param email the email address; empty once the account is deleted
public record User(
        UserId id,
        UserName name,
        Optional<Username> username,
        Optional<Email> email,
        UserState state,
        Instant createdAt) {

    /// The profile that other users see.
    public Person person() {
        return new Person(id, name, username, state == UserState.DELETED);
    }
}
