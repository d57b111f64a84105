package io.vestnik.wire;

import io.vestnik.domain.user.Person;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Username;
import java.util.Optional;

/// A user as other users see them, on the wire.
@About("A user as other users see them.")
public record PersonBody(
        UserId id,
        UserName name,
        Optional<Username> username,
        @About("Present and true when the account is gone.") Optional<Boolean> deleted) {

    /// The user as other users get it.
    public static PersonBody of(Person person) {
        return new PersonBody(
                person.id(), person.name(), person.username(), person.deleted() ? Optional.of(true) : Optional.empty());
    }
}
