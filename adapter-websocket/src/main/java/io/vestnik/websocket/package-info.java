/// The WebSocket side of the wire contract: frames, connections, queues and close codes.
///
/// [WebSocketEndpoint] is the door. Behind it every connection is a [Connection], a state machine over three parts:
/// [Assembly] puts the peer's frames together, [Outbox] is the bounded way to the peer, [Requests] does what is asked.
/// [ClientFrame] and [ServerFrame] declare every frame once; readers, writers and the AsyncAPI document are made from
/// those declarations. [Sweep] is the one thread that keeps time for all connections.
@NullMarked
package io.vestnik.websocket;

import org.jspecify.annotations.NullMarked;
