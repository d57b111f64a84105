/// The WebSocket side of the wire contract: frames, connections, queues and close codes.
///
/// [WebSocketEndpoint] is the public entry. Behind it every connection is a [Connection], a state machine over three
/// parts: [Assembly] assembles the client's frames, [Outbox] is the bounded queue to the client, [Requests] serves the
/// requests. [ClientFrame] and [ServerFrame] declare every frame once; readers, writers and the AsyncAPI document use
/// these declarations. [Sweep] is the one thread that checks the time-outs of all connections.
@NullMarked
package io.vestnik.websocket;

import org.jspecify.annotations.NullMarked;
