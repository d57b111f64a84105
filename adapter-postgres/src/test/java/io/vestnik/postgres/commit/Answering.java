package io.vestnik.postgres.commit;

import io.vestnik.application.commit.Batch;
import io.vestnik.application.commit.BatchTransaction;
import io.vestnik.application.commit.StoreFailure;

/// Completes the stages of a batch, as a writer does.
final class Answering implements BatchTransaction.Listener {
    @Override
    public void committed(Batch batch) {
        batch.answers().forEach(Runnable::run);
    }

    @Override
    public void outcomeUnknown(StoreFailure failure) {
        throw new AssertionError(failure);
    }
}
