package io.vestnik.memory;

import io.vestnik.application.commit.StoreFailure;

/// Performs the commits of a [MemoryDatabase]. [#AT_ONCE] applies each commit at once. Another implementation can delay
/// commits, let them fail or lose their answers, as happens with a database behind a network. Called from the thread of
/// each transaction; may block.
@FunctionalInterface
public interface CommitStep {
    /// Applies each commit at once.
    CommitStep AT_ONCE = PendingCommit::apply;

    /// Commits a transaction. Returns after `commit` was applied.
    ///
    /// @throws StoreFailure [StoreFailure.Kind#OUTCOME_UNKNOWN] if the answer was lost. The connection is lost then,
    ///     and `commit` may be applied or abandoned before or after this failure, from any thread. After any other
    ///     failure `commit` is abandoned, so it must not have been applied
    void commit(PendingCommit commit) throws StoreFailure;
}
