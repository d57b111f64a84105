package io.vestnik.postgres;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvents;
import java.sql.SQLException;
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
import java.util.concurrent.locks.Lock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commits batches and completes each of their changes: stored, refused, failed or set aside. Used by one thread.
final class Committing {
    private static final Logger LOG = LoggerFactory.getLogger(Committing.class);

    /// A batch that met an unavailable lock is split, and may wait at each of its chats; after this time the rest
    /// fails.
    private static final Duration APART_MAX = Duration.ofSeconds(10);

    private final CommitPath path;
    private final WorkQueue queue;
    private final Lock turn;
    private final ChatEvents events;
    private final StoreMetrics metrics;

    Committing(CommitPath path, WorkQueue queue, Lock turn, ChatEvents events, StoreMetrics metrics) {
        this.path = path;
        this.queue = queue;
        this.turn = turn;
        this.events = events;
        this.metrics = metrics;
    }

    /// Commits a batch. If that fails, commits each chat separately, and then each change of a chat, so that only the
    /// faulty change fails. Chats whose rows are locked by another transaction are set aside.
    ///
    /// @param waitFor a chat of the batch whose lock is waited for
    /// @return whether the awaited lock was not obtained; all changes are then set aside
    boolean commit(List<Work> batch, Optional<ChatId> waitFor) {
        Deque<List<Work>> parts = new ArrayDeque<>();
        parts.add(batch);
        long began = System.nanoTime();
        while (!parts.isEmpty()) {
            List<Work> part = parts.remove();
            try {
                Batch done = path.commit(part, waitFor, turn, decided -> publish(decided, began));
                setAside(done.undecided(), parts);
            } catch (CommitPath.UnknownOutcomeException e) {
                LOG.warn("event=commit_outcome_unknown changes={} cause=\"{}\"", part.size(), e.getMessage());
                failChats(part, parts, e);
                guarded(() -> events.uncertain(chatsOf(part)));
            } catch (SQLException | RuntimeException e) {
                boolean whole = part.size() == batch.size();
                if (waitFor.isPresent() && whole && Failures.locked(e)) {
                    queue.setAside(batch, Set.of(waitFor.get()));
                    return true;
                }
                afterFailure(part, parts, e, began);
            }
        }
        return false;
    }

    private void setAside(List<Work> locked, Deque<List<Work>> parts) {
        if (!locked.isEmpty()) {
            Set<ChatId> chats = chatsOf(locked);
            queue.setAside(takeAlong(locked, parts), chats);
        }
    }

    private void afterFailure(List<Work> part, Deque<List<Work>> parts, Exception failure, long began) {
        boolean oneChat = chatsOf(part).size() == 1;
        boolean away = Failures.away(failure);
        boolean late = System.nanoTime() - began > APART_MAX.toNanos();
        if (away && (late || !Failures.timeout(failure))) {
            List<Work> all = new ArrayList<>(part);
            parts.forEach(all::addAll);
            parts.clear();
            LOG.warn(
                    "event=store_unavailable reason={} changes={} cause=\"{}\"",
                    Failures.reason(failure),
                    all.size(),
                    failure.getMessage());
            queue.failAll(all, Failures.unavailable("committing", failure));
        } else if (away && oneChat) {
            LOG.warn(
                    "event=store_unavailable reason={} chat={} changes={} cause=\"{}\"",
                    Failures.reason(failure),
                    part.get(0).chatId(),
                    part.size(),
                    failure.getMessage());
            failChats(part, parts, failure);
        } else if (part.size() > 1) {
            LOG.warn("event=batch_taken_apart changes={} cause=\"{}\"", part.size(), failure.getMessage());
            List<List<Work>> smaller = oneChat ? part.stream().map(List::of).toList() : byChat(part);
            for (int i = smaller.size() - 1; i >= 0; i--) {
                parts.addFirst(smaller.get(i));
            }
        } else {
            LOG.error("event=change_failed chat={}", part.get(0).chatId(), failure);
            part.get(0).fail(new IllegalStateException("the change could not be stored", failure));
        }
    }

    /// Fails a part and all other changes of its chats, in the order of the calls.
    private void failChats(List<Work> part, Deque<List<Work>> parts, Throwable failure) {
        queue.fail(takeAlong(part, parts), Failures.unavailable("committing", failure));
    }

    /// Removes the changes of the same chats from the other parts and returns all of them in the order of the calls.
    private static List<Work> takeAlong(List<Work> works, Deque<List<Work>> parts) {
        Set<ChatId> chats = chatsOf(works);
        List<Work> all = new ArrayList<>(works);
        parts.removeIf(other -> {
            boolean taken = chats.contains(other.get(0).chatId());
            if (taken) {
                all.addAll(other);
            }
            return taken;
        });
        return all;
    }

    private static List<List<Work>> byChat(List<Work> works) {
        Map<ChatId, List<Work>> byChat = new LinkedHashMap<>();
        works.forEach(work ->
                byChat.computeIfAbsent(work.chatId(), id -> new ArrayList<>()).add(work));
        return List.copyOf(byChat.values());
    }

    static Set<ChatId> chatsOf(Collection<Work> works) {
        Set<ChatId> chats = new LinkedHashSet<>();
        works.forEach(work -> chats.add(work.chatId()));
        return chats;
    }

    private void publish(Batch batch, long began) {
        if (batch.decided() > 0) {
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            guarded(() -> metrics.committed(batch.decided(), took));
        }
        if (batch.repeats() > 0) {
            guarded(() -> metrics.repeated(batch.repeats()));
        }
        batch.listeners().forEach(Committing::guarded);
        if (!batch.events().isEmpty()) {
            guarded(() -> events.committed(batch.events()));
        }
        batch.answers().forEach(Committing::guarded);
    }

    /// A listener that fails must not stop the writer.
    private static void guarded(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.error("a listener of commits failed", e);
        }
    }
}
