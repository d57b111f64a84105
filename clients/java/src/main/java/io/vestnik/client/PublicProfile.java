package io.vestnik.client;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The profile of a user, as every user sees it.
///
/// @param deleted whether the account was deleted; the messages of the user stay
public record PublicProfile(UUID id, String name, @Nullable String username, boolean deleted) {}
