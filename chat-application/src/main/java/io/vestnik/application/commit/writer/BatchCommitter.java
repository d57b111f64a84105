package io.vestnik.application.commit.writer;

import io.vestnik.application.commit.Batch;
import io.vestnik.application.commit.BatchRows;
import io.vestnik.application.commit.BatchTransaction;
import io.vestnik.application.commit.QueuedChange;
import io.vestnik.application.commit.StoreFailure;
import io.vestnik.application.commit.Transactions;
import io.vestnik.application.commit.Turn;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.chat.ChatId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commits batches. Each change of a batch is then stored, refused, failed or set aside. Used by one thread.
///
/// @param <C> a connection of the store
final class BatchCommitter<C> {
    private static final Logger LOG = LoggerFactory.getLogger(BatchCommitter.class);

    /// During this time from the beginning of a batch, a time-out splits the batch into one part for each chat. If a
    /// part times out, only the changes of its chat fail. A later time-out fails the remaining changes of the batch and
    /// all changes in the queue.
    private static final Duration APART_MAX = Duration.ofSeconds(10);

    private final NodeRuntime runtime;
    private final Transactions<C> transactions;
    private final BatchRows<C> rows;
    private final WorkQueue queue;
    private final Turn turn;
    private final StoreMetrics metrics;

    BatchCommitter(
            NodeRuntime runtime,
            Transactions<C> transactions,
            BatchRows<C> rows,
            WorkQueue queue,
            Turn turn,
            StoreMetrics metrics) {
        this.runtime = runtime;
        this.transactions = transactions;
        this.rows = rows;
        this.queue = queue;
        this.turn = turn;
        this.metrics = metrics;
    }

    /// Commits a batch. If a faulty change makes the commit fail, commits the changes of each chat separately. If this
    /// fails for a chat too, commits each of its changes separately, so that only the faulty change fails. If the
    /// database is unavailable, the changes fail. Chats whose rows are locked by another transaction are set aside.
    ///
    /// @param waitFor a chat of the batch for whose lock the transaction waits
    /// @return whether the whole batch failed to obtain the lock of `waitFor`; all its changes are then set aside
    boolean commit(List<QueuedChange> batch, Optional<ChatId> waitFor) {
        Deque<List<QueuedChange>> parts = new ArrayDeque<>();
        parts.add(batch);
        long began = runtime.nanoTime();
        while (!parts.isEmpty()) {
            List<QueuedChange> part = parts.remove();
            try {
                BatchTransaction.Listener listener = listener(part, parts, began);
                Batch done = transactions
                        .run(() -> new BatchTransaction<>(rows, part, waitFor, turn, listener))
                        .batch();
                setAside(done.undecided(), parts);
            } catch (StoreFailure e) {
                boolean whole = part.size() == batch.size();
                if (waitFor.isPresent() && whole && e.kind() == StoreFailure.Kind.LOCKED) {
                    queue.setAside(batch, Set.of(waitFor.get()));
                    return true;
                }
                afterFailure(part, parts, e, began);
            } catch (RuntimeException e) {
                afterFailure(part, parts, new StoreFailure(StoreFailure.Kind.DEFECT, "unexpected", e), began);
            }
        }
        return false;
    }

    private BatchTransaction.Listener listener(List<QueuedChange> part, Deque<List<QueuedChange>> parts, long began) {
        return new BatchTransaction.Listener() {
            @Override
            public void committed(Batch batch) {
                complete(batch, began);
            }

            @Override
            public void outcomeUnknown(StoreFailure failure) {
                failChats(part, parts, failure);
            }
        };
    }

    private void setAside(List<QueuedChange> locked, Deque<List<QueuedChange>> parts) {
        if (!locked.isEmpty()) {
            Set<ChatId> chats = chatsOf(locked);
            queue.setAside(takeSameChats(locked, parts), chats);
        }
    }

    private void afterFailure(
            List<QueuedChange> part, Deque<List<QueuedChange>> parts, StoreFailure failure, long began) {
        if (failure.kind() == StoreFailure.Kind.OUTCOME_UNKNOWN) {
            // The listener has already failed the changes.
            LOG.warn("event=commit_outcome_unknown changes={} cause=\"{}\"", part.size(), failure.line());
            return;
        }
        boolean oneChat = chatsOf(part).size() == 1;
        boolean away = failure.temporary();
        boolean late = runtime.nanoTime() - began > APART_MAX.toNanos();
        if (away && (late || !failure.timedOut())) {
            List<QueuedChange> all = new ArrayList<>(part);
            parts.forEach(all::addAll);
            parts.clear();
            LOG.warn(
                    "event=store_unavailable reason={} changes={} cause=\"{}\"",
                    failure.reason(),
                    all.size(),
                    failure.line());
            queue.failAll(all, failure.unavailable("committing"));
        } else if (away && oneChat) {
            LOG.warn(
                    "event=store_unavailable reason={} chat={} changes={} cause=\"{}\"",
                    failure.reason(),
                    part.get(0).chatId(),
                    part.size(),
                    failure.line());
            failChats(part, parts, failure);
        } else if (part.size() > 1) {
            LOG.warn("event=batch_split changes={} cause=\"{}\"", part.size(), failure.line());
            List<List<QueuedChange>> smaller =
                    oneChat ? part.stream().map(List::of).toList() : byChat(part);
            for (int i = smaller.size() - 1; i >= 0; i--) {
                parts.addFirst(smaller.get(i));
            }
        } else {
            LOG.error("event=change_failed chat={}", part.get(0).chatId(), failure);
            part.get(0).fail(new IllegalStateException("the change could not be stored", failure));
        }
    }

    /// Fails the changes of a part of the batch, and the changes of the same chats in the other parts, in the order in
    /// which they were submitted.
    private void failChats(List<QueuedChange> part, Deque<List<QueuedChange>> parts, StoreFailure failure) {
        queue.fail(takeSameChats(part, parts), failure.unavailable("committing"));
    }

    /// Removes the changes of the chats of `writes` from the other parts, and returns them together with `writes`, in
    /// the order in which they were submitted.
    private static List<QueuedChange> takeSameChats(List<QueuedChange> writes, Deque<List<QueuedChange>> parts) {
        Set<ChatId> chats = chatsOf(writes);
        List<QueuedChange> all = new ArrayList<>(writes);
        parts.removeIf(other -> {
            boolean taken = chats.contains(other.get(0).chatId());
            if (taken) {
                all.addAll(other);
            }
            return taken;
        });
        return all;
    }

    private static List<List<QueuedChange>> byChat(List<QueuedChange> writes) {
        Map<ChatId, List<QueuedChange>> byChat = new LinkedHashMap<>();
        writes.forEach(write ->
                byChat.computeIfAbsent(write.chatId(), id -> new ArrayList<>()).add(write));
        return List.copyOf(byChat.values());
    }

    static Set<ChatId> chatsOf(Collection<QueuedChange> writes) {
        Set<ChatId> chats = new LinkedHashSet<>();
        writes.forEach(write -> chats.add(write.chatId()));
        return chats;
    }

    private void complete(Batch batch, long began) {
        if (batch.decided() > 0) {
            Duration took = Duration.ofNanos(runtime.nanoTime() - began);
            Transactions.guarded(() -> metrics.committed(batch.decided(), took));
        }
        if (batch.repeats() > 0) {
            Transactions.guarded(() -> metrics.repeated(batch.repeats()));
        }
        batch.answers().forEach(Transactions::guarded);
    }
}
