/// Stores that keep all data in memory.
///
/// [io.vestnik.memory.MemoryStore] is the reference store: for embedding without a database, and for fast tests.
/// [io.vestnik.memory.BatchedMemoryStore] runs the writers and batches of the application over a
/// [io.vestnik.memory.MemoryDatabase]: for tests of the commit path and of several nodes.
@NullMarked
package io.vestnik.memory;

import org.jspecify.annotations.NullMarked;
