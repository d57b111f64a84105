package io.vestnik.client;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A device on which a user is logged in.
///
/// @param current whether the request came from this device
public record Device(
        UUID id, String name, Instant createdAt, @Nullable Instant lastSeenAt, boolean current) {}
