package io.vestnik.client;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A person's own account, with the email that nobody else is shown.
public record Profile(UUID id, String name, @Nullable String username, String email) {}
