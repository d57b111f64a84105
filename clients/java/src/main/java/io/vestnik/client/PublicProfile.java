package io.vestnik.client;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The public profile of a user.
///
/// @param deleted the account is deleted; its messages stay
public record PublicProfile(UUID id, String name, @Nullable String username, boolean deleted) {}
