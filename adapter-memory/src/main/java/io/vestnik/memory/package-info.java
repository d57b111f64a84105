/// The reference store, which keeps all data in memory: for embedding without a database, and for fast tests.
@NullMarked
package io.vestnik.memory;

import org.jspecify.annotations.NullMarked;
