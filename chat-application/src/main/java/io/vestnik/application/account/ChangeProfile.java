package io.vestnik.application.account;

import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Username;
import java.util.Optional;

/// Changes what somebody is called, and tells those who share a direct chat with them.
@FunctionalInterface
public interface ChangeProfile {

    /// Changes what is given and leaves the rest.
    io.vestnik.domain.user.Users.Changed change(UserId userId, Optional<UserName> name, Optional<Username> username);
}
