/// The wire contract row by row, tested from outside: the whole server over the memory store and over PostgreSQL, with
/// JSON requests.
@NullMarked
package io.vestnik.e2e.protocol;

import org.jspecify.annotations.NullMarked;
