/// The web client as static files. [io.vestnik.web.WebFiles] is the public entry point.
///
/// The files are ES modules (sources in `src/main/web`): the client library in `client`, the app in `app`, and Lit,
/// unpacked from its jars, in `lit`. Nothing is bundled or transpiled. Comments and indentation are removed, except
/// from Lit. The served content depends only on these files, so it is computed once at start.
@NullMarked
package io.vestnik.web;

import org.jspecify.annotations.NullMarked;
