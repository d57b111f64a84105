package io.vestnik.broken.crypto;

import io.vestnik.broken.wire.Talkative;

/// A crypto adapter that depends on the wire.
public record Chatty(Talkative shape) {}
