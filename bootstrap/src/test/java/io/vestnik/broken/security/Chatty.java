package io.vestnik.broken.security;

import io.vestnik.broken.wire.Talkative;

/// A crypto adapter that depends on the wire.
public record Chatty(Talkative shape) {}
