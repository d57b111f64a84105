/// The reference store, kept in memory: embedding without a database, and fast tests.
@NullMarked
package io.vestnik.memory;

import org.jspecify.annotations.NullMarked;
