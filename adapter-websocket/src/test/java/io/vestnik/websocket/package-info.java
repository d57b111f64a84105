/// Tests of the WebSocket adapter: a real server, a real socket, and a [io.vestnik.websocket.connection.FakeLive]
/// behind it.
@NullMarked
package io.vestnik.websocket;

import org.jspecify.annotations.NullMarked;
