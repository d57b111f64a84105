package io.vestnik.wire;

import java.time.Instant;
import java.util.Optional;

/// Whether somebody is there.
///
/// @param lastSeenAt when they were last, if they are not now and it is known
public record Presence(boolean online, Optional<Instant> lastSeenAt) {}
