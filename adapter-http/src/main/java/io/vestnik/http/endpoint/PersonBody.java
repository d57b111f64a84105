package io.vestnik.http.endpoint;

import io.vestnik.domain.user.Person;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Username;
import io.vestnik.wire.schema.Description;
import java.util.Optional;

/// A user as other users see them, on the wire.
@Description("A user as other users see them.")
record PersonBody(
        UserId id,
        UserName name,
        Optional<Username> username,

        @Description("Present and true when the account is gone.")
        Optional<Boolean> deleted) {

    /// Makes the body of a user as other users see them.
    static PersonBody of(Person person) {
        return new PersonBody(
                person.id(), person.name(), person.username(), person.deleted() ? Optional.of(true) : Optional.empty());
    }
}
