/// Vestnik inside a service that has people of its own: no server, no database, no accounts.
@NullMarked
package io.vestnik.examples.embedding;

import org.jspecify.annotations.NullMarked;
