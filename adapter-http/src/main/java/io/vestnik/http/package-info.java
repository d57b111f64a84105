/// The HTTP side of version 1 of the protocol. [HttpServer] is the public entry. It serves the endpoints of `endpoint`,
/// which are declared as routes of `route`, behind the handlers of `edge`; `openapi` describes these routes.
@NullMarked
package io.vestnik.http;

import org.jspecify.annotations.NullMarked;
