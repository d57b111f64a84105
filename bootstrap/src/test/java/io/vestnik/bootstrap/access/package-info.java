/// Access rights and limits, tested from outside over HTTP and WebSocket.
@NullMarked
package io.vestnik.bootstrap.access;

import org.jspecify.annotations.NullMarked;
