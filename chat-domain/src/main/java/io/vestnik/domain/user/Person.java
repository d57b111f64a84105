package io.vestnik.domain.user;

import java.util.Optional;

/// Somebody as everybody else sees them: without an email.
///
/// @param deleted whether the account is gone
public record Person(UserId id, UserName name, Optional<Username> username, boolean deleted) {}
