package io.vestnik.broken.security;

import io.vestnik.broken.wire.Talkative;

/// A cryptography adapter that depends on the wire format.
public record Chatty(Talkative shape) {}
