package io.vestnik.http;

import io.vestnik.application.limit.ClientAddress;

/// Whoever asks without saying who they are.
///
/// @param local whether they are on this machine, without a proxy in between
record Visitor(ClientAddress address, boolean local) {}
