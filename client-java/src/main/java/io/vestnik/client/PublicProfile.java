package io.vestnik.client;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What anybody may know of a person.
///
/// @param deleted the account is gone; its messages stay
public record PublicProfile(UUID id, String name, @Nullable String username, boolean deleted) {}
