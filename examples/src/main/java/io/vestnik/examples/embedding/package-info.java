/// Embeds Vestnik in a service with its own users, in memory or in PostgreSQL, without a server and without accounts.
@NullMarked
package io.vestnik.examples.embedding;

import org.jspecify.annotations.NullMarked;
