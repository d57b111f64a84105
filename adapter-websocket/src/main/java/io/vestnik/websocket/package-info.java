/// The WebSocket side of the protocol. [WebSocketEndpoint] is the public entry. It upgrades requests to the connections
/// of `connection`, which exchange the frames of `frame`.
@NullMarked
package io.vestnik.websocket;

import org.jspecify.annotations.NullMarked;
