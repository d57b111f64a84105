/// The JSON bodies that HTTP and WebSocket share.
@NullMarked
package io.vestnik.wire.body;

import org.jspecify.annotations.NullMarked;
