package io.vestnik.client;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One place where a person is signed in.
///
/// @param current whether it is the device that asked
public record Device(
        UUID id, String name, Instant createdAt, @Nullable Instant lastSeenAt, boolean current) {}
