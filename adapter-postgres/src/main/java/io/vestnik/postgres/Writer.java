package io.vestnik.postgres;

import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvents;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commits what waits in its queue, batch after batch, in one thread: while a batch commits, the next one gathers.
///
/// There is no timer: an idle writer commits one change at once, a busy one hundreds together. Each chat has one
/// writer in a node, so that its changes are in at most one uncommitted batch and keep the order of the calls.
final class Writer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    /// Taken apart, a batch that met a lock it could not get may wait at each of its chats; after this long the rest
    /// fails.
    private static final Duration APART_MAX = Duration.ofSeconds(10);

    private final WorkQueue queue = new WorkQueue();

    /// Fair, so that a busy writer lets others have their turn between two batches.
    private final ReentrantLock turn = new ReentrantLock(true);

    private final CommitPath path;
    private final ChatEvents events;
    private final StoreMetrics metrics;

    Writer(CommitPath path, ChatEvents events, StoreMetrics metrics) {
        this.path = path;
        this.events = events;
        this.metrics = metrics;
    }

    /// Held while a batch is committed and told, and by whoever changes one of the writer's chats otherwise.
    Lock turn() {
        return turn;
    }

    void add(Work work) {
        queue.add(work);
    }

    /// How many changes wait.
    int waiting() {
        return queue.size();
    }

    /// Lets [#run] end when all that was taken in is committed or told to have failed.
    void close() {
        queue.close();
    }

    @Override
    public void run() {
        try {
            List<Work> works;
            while ((works = queue.take()) != null) {
                turn.lock();
                try {
                    commit(works);
                } finally {
                    turn.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            queue.close();
            queue.failAll(List.of(), new StoreUnavailableException("the writer was interrupted", e));
        }
    }

    /// Commits a batch; where it fails, chat by chat, and a chat's changes one by one, so that only the one at fault
    /// fails.
    private void commit(List<Work> batch) {
        Deque<List<Work>> parts = new ArrayDeque<>();
        parts.add(batch);
        long began = System.nanoTime();
        while (!parts.isEmpty()) {
            List<Work> part = parts.remove();
            try {
                tell(path.commit(part), part.size(), began);
            } catch (CommitPath.UnknownOutcomeException e) {
                LOG.warn("the outcome of a commit of {} changes is unknown: {}", part.size(), e.getMessage());
                failChats(part, parts, e);
                guarded(() -> events.uncertain(chatsOf(part)));
            } catch (SQLException | RuntimeException | Error e) {
                afterFailure(part, parts, e, began);
            }
        }
    }

    private void afterFailure(List<Work> part, Deque<List<Work>> parts, Throwable failure, long began) {
        boolean oneChat = chatsOf(part).size() == 1;
        boolean away = Failures.away(failure);
        boolean late = System.nanoTime() - began > APART_MAX.toNanos();
        if (away && (late || !Failures.timeout(failure))) {
            List<Work> all = new ArrayList<>(part);
            parts.forEach(all::addAll);
            parts.clear();
            LOG.warn("the database is away: {}", failure.toString());
            queue.failAll(all, Failures.unavailable("committing", failure));
        } else if (away && oneChat) {
            LOG.warn(
                    "{} changes of chat={} failed: {}", part.size(), part.get(0).chatId(), failure.toString());
            failChats(part, parts, failure);
        } else if (part.size() > 1) {
            LOG.warn("a batch of {} changes failed and is taken apart: {}", part.size(), failure.toString());
            List<List<Work>> smaller = oneChat ? part.stream().map(List::of).toList() : byChat(part);
            for (int i = smaller.size() - 1; i >= 0; i--) {
                parts.addFirst(smaller.get(i));
            }
        } else {
            LOG.error("a change of chat={} failed", part.get(0).chatId(), failure);
            part.get(0).fail(new IllegalStateException("the change could not be stored", failure));
        }
    }

    /// Fails a part and everything else of its chats, in the order of the calls.
    private void failChats(List<Work> part, Deque<List<Work>> parts, Throwable failure) {
        Set<ChatId> chats = chatsOf(part);
        List<Work> failing = new ArrayList<>(part);
        parts.removeIf(other -> {
            boolean fails = chats.contains(other.get(0).chatId());
            if (fails) {
                failing.addAll(other);
            }
            return fails;
        });
        queue.fail(failing, Failures.unavailable("committing", failure));
    }

    private static List<List<Work>> byChat(List<Work> works) {
        Map<ChatId, List<Work>> byChat = new LinkedHashMap<>();
        works.forEach(work ->
                byChat.computeIfAbsent(work.chatId(), id -> new ArrayList<>()).add(work));
        return List.copyOf(byChat.values());
    }

    private static Set<ChatId> chatsOf(List<Work> works) {
        Set<ChatId> chats = new LinkedHashSet<>();
        works.forEach(work -> chats.add(work.chatId()));
        return chats;
    }

    private void tell(Batch batch, int works, long began) {
        metrics.committed(works, Duration.ofNanos(System.nanoTime() - began));
        if (batch.repeats() > 0) {
            metrics.repeated(batch.repeats());
        }
        if (!batch.events().isEmpty()) {
            guarded(() -> events.committed(batch.events()));
        }
        batch.answers().forEach(Writer::guarded);
    }

    /// Whoever listens must not be able to stop the writer.
    private static void guarded(Runnable telling) {
        try {
            telling.run();
        } catch (RuntimeException e) {
            LOG.error("whoever was told of a commit failed", e);
        }
    }
}
