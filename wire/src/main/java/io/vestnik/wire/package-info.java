/// The JSON shapes and the error catalogue that HTTP and WebSocket share.
@NullMarked
package io.vestnik.wire;

import org.jspecify.annotations.NullMarked;
