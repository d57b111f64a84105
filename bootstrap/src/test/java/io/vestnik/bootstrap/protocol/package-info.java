/// The wire contract row by row, as somebody sees it who has nothing but the address: the whole server, over the store
/// in memory and over PostgreSQL, spoken to in JSON.
@NullMarked
package io.vestnik.bootstrap.protocol;

import org.jspecify.annotations.NullMarked;
