/// Clients that follow `docs/protocol.md` literally, and their connections to nodes: the link with its delays and cuts,
/// the server's end of it, and requests over HTTP.
@NullMarked
package io.vestnik.simulation.client;

import org.jspecify.annotations.NullMarked;
