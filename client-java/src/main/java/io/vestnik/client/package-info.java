/// A client of the wire contract: HTTP and WebSocket, with the JDK and Jackson alone.
@NullMarked
package io.vestnik.client;

import org.jspecify.annotations.NullMarked;
