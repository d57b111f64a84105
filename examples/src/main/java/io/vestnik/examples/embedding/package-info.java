/// Vestnik inside a service with its own users: without server, database and accounts.
@NullMarked
package io.vestnik.examples.embedding;

import org.jspecify.annotations.NullMarked;
