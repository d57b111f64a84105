/// What HTTP and WebSocket have in common, each described once: the error catalogue in this package, reading and
/// writing JSON in `json`, JSON Schema in `schema`, and the shared bodies in `body`.
@NullMarked
package io.vestnik.wire;

import org.jspecify.annotations.NullMarked;
