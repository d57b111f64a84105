/// The web client as files to be served: [io.vestnik.web.WebFiles] is the door.
///
/// The files themselves are ES modules as browsers take them (`src/main/web`): the client library in `client`, the
/// app in `app`, and Lit, unpacked from its jars, in `lit`. Nothing is bundled or translated. What is served depends
/// on nothing but these files, so it is computed once, when they are loaded.
@NullMarked
package io.vestnik.web;

import org.jspecify.annotations.NullMarked;
