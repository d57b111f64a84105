/// The WebSocket side: frames declared with their schemas, the connection's state machine and its outbox.
@NullMarked
package io.vestnik.websocket;

import org.jspecify.annotations.NullMarked;
