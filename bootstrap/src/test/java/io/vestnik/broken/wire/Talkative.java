package io.vestnik.broken.wire;

import io.vestnik.broken.http.Nosy;

/// A shape of the wire that knows who sends it.
public record Talkative(Nosy sender) {}
