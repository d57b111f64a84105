/// The whole server, tested from outside. This package starts servers, and checks frames against the document
/// `/asyncapi.json`.
@NullMarked
package io.vestnik.e2e;

import org.jspecify.annotations.NullMarked;
