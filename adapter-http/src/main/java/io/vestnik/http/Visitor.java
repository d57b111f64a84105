package io.vestnik.http;

import io.vestnik.application.limit.ClientAddress;

/// A client that is not authenticated.
///
/// @param local whether the client is on this machine, without a proxy in between, and its `Host` names this machine
record Visitor(ClientAddress address, boolean local) {}
