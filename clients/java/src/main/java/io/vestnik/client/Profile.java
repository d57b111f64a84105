package io.vestnik.client;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The user's own account, with the email that no other user sees.
public record Profile(UUID id, String name, @Nullable String username, String email) {}
