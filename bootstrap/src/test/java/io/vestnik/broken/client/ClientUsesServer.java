package io.vestnik.broken.client;

import io.vestnik.broken.domain.DomainUsesFiles;

/// A client that depends on the server's internals.
public record ClientUsesServer(DomainUsesFiles inside) {}
