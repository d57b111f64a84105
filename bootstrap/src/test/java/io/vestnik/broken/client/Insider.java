package io.vestnik.broken.client;

import io.vestnik.broken.domain.Leaky;

/// A client that knows the inside.
public record Insider(Leaky inside) {}
