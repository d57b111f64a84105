/// The common part of HTTP and WebSocket, so that each is described once: the error catalogue here, JSON in `json`, its
/// description in `schema`, the shared bodies in `body`.
@NullMarked
package io.vestnik.wire;

import org.jspecify.annotations.NullMarked;
