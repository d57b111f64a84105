/// Tests of the store against a real PostgreSQL.
@NullMarked
package io.vestnik.postgres;

import org.jspecify.annotations.NullMarked;
