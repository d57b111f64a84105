/// Commits changes of chats to a store that has transactions.
///
/// A [io.vestnik.application.commit.QueuedChange] waits in the queue of its chat's writer
/// ([io.vestnik.application.commit.writer.Writers]). The writer commits all waiting changes as one
/// [io.vestnik.application.commit.Batch] in a [io.vestnik.application.commit.BatchTransaction], which decides on
/// [io.vestnik.application.commit.LockedRows]. [io.vestnik.application.commit.Transactions] runs these and all other
/// transactions of a store: it begins, repeats, takes the turn, commits and publishes.
///
/// A store implements two ports, for a type `C` of connections of its own:
/// [io.vestnik.application.commit.StoreConnections] and [io.vestnik.application.commit.BatchRows]. It classifies its
/// failures as [io.vestnik.application.commit.StoreFailure]. A change that the batch cannot contain is a
/// [io.vestnik.application.commit.Transaction] of the store.
@NullMarked
package io.vestnik.application.commit;

import org.jspecify.annotations.NullMarked;
