package io.vestnik.simulation.fault;

import io.vestnik.application.commit.Batch;
import io.vestnik.application.commit.BatchRows;
import io.vestnik.application.commit.LockedRows;
import io.vestnik.application.commit.StoreFailure;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.memory.MemoryConnection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The rows of the batches of one node. Statements are sometimes slow or exceed their time-out. A batch of several
/// messages sometimes cannot be stored, although each of its messages can.
public final class FaultyRows implements BatchRows<MemoryConnection> {
    private final BatchRows<MemoryConnection> rows;
    private final Faults faults;
    private final Pauses pauses;
    private final Set<MemoryConnection> withSeveral = new HashSet<>();

    /// @param rows the rows without faults
    public FaultyRows(BatchRows<MemoryConnection> rows, Faults faults, Pauses pauses) {
        this.rows = rows;
        this.faults = faults;
        this.pauses = pauses;
    }

    @Override
    public void read(MemoryConnection connection, Batch batch, Optional<ChatId> waitFor) throws StoreFailure {
        if (faults.hits(FaultKind.STATEMENT_TIMEOUT)) {
            pauses.pause(faults.delay(FaultKind.STATEMENT_TIMEOUT));
            throw new StoreFailure(StoreFailure.Kind.TIMEOUT, "query_canceled");
        }
        rows.read(connection, batch, waitFor);
        if (batch.posts().size() > 1) {
            withSeveral.add(connection);
        }
        if (faults.hits(FaultKind.STATEMENT_SLOW)) {
            pauses.pause(faults.delay(FaultKind.STATEMENT_SLOW));
        }
    }

    @Override
    public void commit(MemoryConnection connection, LockedRows changed) throws StoreFailure {
        if (withSeveral.remove(connection) && faults.hits(FaultKind.BATCH_DEFECT)) {
            throw new StoreFailure(StoreFailure.Kind.DEFECT, "injected");
        }
        rows.commit(connection, changed);
    }

    @Override
    public void rollBack(MemoryConnection connection) throws StoreFailure {
        withSeveral.remove(connection);
        rows.rollBack(connection);
    }
}
