package io.vestnik.wire;

import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.User;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Username;
import java.util.Optional;

/// A user as they see themselves, on the wire.
@About("A user as they see themselves.")
public record ProfileBody(UserId id, UserName name, Optional<Username> username, Optional<Email> email) {

    /// The user as its owner gets it.
    public static ProfileBody of(User user) {
        return new ProfileBody(user.id(), user.name(), user.username(), user.email());
    }
}
