package io.vestnik.memory;

import io.vestnik.application.commit.BatchRows;
import io.vestnik.application.commit.StoreConnections;

/// The access of one node to a [MemoryDatabase]. A test can wrap each part, to let it fail or take long.
///
/// @param batches the connections of the writers
/// @param changes the connections of the other changes: of members, titles and groups
/// @param rows the rows of the writers' batches
public record MemoryAccess(
        StoreConnections<MemoryConnection> batches,
        StoreConnections<MemoryConnection> changes,
        BatchRows<MemoryConnection> rows) {}
