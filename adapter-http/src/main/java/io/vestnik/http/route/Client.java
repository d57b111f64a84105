package io.vestnik.http.route;

import io.vestnik.application.limit.ClientAddress;

/// A client that is not authenticated.
///
/// @param local whether the client is on this machine, without a proxy in between, and its `Host` names this machine
public record Client(ClientAddress address, boolean local) {}
