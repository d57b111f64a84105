/// Version 1 of the protocol, tested row by row from outside. The whole server runs over the memory store and over
/// PostgreSQL, and gets JSON requests.
@NullMarked
package io.vestnik.e2e.protocol;

import org.jspecify.annotations.NullMarked;
