/// Tests of version 1 of the protocol from outside. The whole server runs over the memory store and over PostgreSQL,
/// and gets JSON requests.
@NullMarked
package io.vestnik.e2e.protocol;

import org.jspecify.annotations.NullMarked;
