package io.vestnik.broken.checker;

import io.vestnik.broken.client.ClientUsesServer;

/// A checker that depends on the client library.
public record CheckerUsesClient(ClientUsesServer client) {}
