package io.vestnik.http.endpoint;

import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Username;
import io.vestnik.wire.schema.Description;
import java.util.Optional;

/// A user as they see themselves, on the wire.
@Description("A user as they see themselves.")
record ProfileBody(UserId id, UserName name, Optional<Username> username, Optional<Email> email) {

    /// Makes the body of a user as they see themselves.
    static ProfileBody of(User user) {
        return new ProfileBody(user.id(), user.name(), user.username(), user.email());
    }
}
