package io.vestnik.domain.user;

import java.util.Optional;

/// A user as other users see them: without an email.
///
/// @param deleted whether the account was deleted
public record Person(UserId id, UserName name, Optional<Username> username, boolean deleted) {}
