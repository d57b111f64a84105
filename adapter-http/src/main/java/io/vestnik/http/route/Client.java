package io.vestnik.http.route;

import io.vestnik.application.limit.ClientAddress;

/// A client that is not authenticated.
///
/// @param local whether the client is on this machine, connects without a proxy, and sends no `Host` that names another
///     machine
public record Client(ClientAddress address, boolean local) {}
