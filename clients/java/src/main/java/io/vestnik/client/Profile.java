package io.vestnik.client;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The profile of the logged-in user. No other user sees the email.
public record Profile(UUID id, String name, @Nullable String username, String email) {}
