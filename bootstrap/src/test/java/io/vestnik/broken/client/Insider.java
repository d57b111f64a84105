package io.vestnik.broken.client;

import io.vestnik.broken.domain.Leaky;

/// A client that depends on the server's internals.
public record Insider(Leaky inside) {}
