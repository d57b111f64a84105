package io.vestnik.broken.wire;

import io.vestnik.broken.http.Nosy;

/// A wire type that depends on an adapter.
public record Talkative(Nosy sender) {}
