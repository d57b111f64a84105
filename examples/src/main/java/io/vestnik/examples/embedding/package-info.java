/// Vestnik inside a service with its own users, in memory or in PostgreSQL: without server and accounts.
@NullMarked
package io.vestnik.examples.embedding;

import org.jspecify.annotations.NullMarked;
