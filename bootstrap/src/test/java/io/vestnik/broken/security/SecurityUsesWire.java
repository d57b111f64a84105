package io.vestnik.broken.security;

import io.vestnik.broken.wire.WireUsesAdapter;

/// A cryptography adapter that depends on the wire format.
public record SecurityUsesWire(WireUsesAdapter shape) {}
