/// Access rights and limits, tested from outside over HTTP and WebSocket.
@NullMarked
package io.vestnik.e2e.access;

import org.jspecify.annotations.NullMarked;
