/// The store on PostgreSQL.
@NullMarked
package io.vestnik.postgres;

import org.jspecify.annotations.NullMarked;
