/// Who may do what, tried from outside over HTTP and WebSocket.
@NullMarked
package io.vestnik.bootstrap.access;

import org.jspecify.annotations.NullMarked;
