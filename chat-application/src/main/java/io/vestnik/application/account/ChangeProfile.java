package io.vestnik.application.account;

import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Username;
import java.util.Optional;

/// Changes a user's name and username, and notifies the other users of the user's direct chats.
@FunctionalInterface
public interface ChangeProfile {

    /// Changes the given fields and leaves the others.
    io.vestnik.domain.user.Users.Changed change(UserId userId, Optional<UserName> name, Optional<Username> username);
}
