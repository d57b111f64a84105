/// The HTTP side of the wire contract. [HttpServer] is the public entry: it runs the declared routes of `route`, which
/// `endpoint` has, behind the handlers of `edge`; `openapi` describes them.
@NullMarked
package io.vestnik.http;

import org.jspecify.annotations.NullMarked;
