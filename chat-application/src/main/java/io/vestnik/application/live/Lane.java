package io.vestnik.application.live;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.domain.chat.ChatId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread that owns some of the feeds and runs what is to be done with them, in order.
///
/// After everything that waited is done, the connections that were shown something are flushed, once each: under load
/// many events leave in one write.
///
/// A task that throws an exception is logged, and the next one runs. An `Error` ends the lane: it takes nothing more
/// and is reported.
final class Lane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    /// Tasks run before what they showed is flushed, so that the first of them does not wait for a long queue.
    private static final int BURST_MAX = 256;

    /// How often a task that must not be dropped looks whether the lane was closed.
    private static final long PUT_LOOKS_MILLIS = 100;

    private final LinkedBlockingQueue<Task> tasks = new LinkedBlockingQueue<>(LiveSettings.LANE_TASKS_MAX);
    private final MemoryBudget memory;
    private final IntSupplier generation;
    private final Failure failure;
    private final Map<ChatId, Feed> feeds = new HashMap<>();
    private final List<Session> touched = new ArrayList<>();
    /// Versions heard of chats that have no feed, kept while somebody is being seated: see [Hub].
    private final Map<ChatId, Long> heard = new HashMap<>();
    private int seating;
    private final LaneThread thread;
    private volatile boolean closed;

    /// Work, and what it holds until it was done.
    private record Task(Runnable work, long bytes) {}

    /// Learns of an error that ended a lane.
    @FunctionalInterface
    interface Failure {
        void ended(String component, Throwable error);
    }

    /// @param memory of the tasks of all lanes
    /// @param generation of the data: feeds of an earlier one are not found
    Lane(int number, MemoryBudget memory, IntSupplier generation, Failure failure) {
        this.memory = memory;
        this.generation = generation;
        this.failure = failure;
        thread = new LaneThread(number);
        thread.start();
    }

    private final class LaneThread extends Thread {
        LaneThread(int number) {
            super("live-" + number);
            setDaemon(true);
        }

        @Override
        public void run() {
            work();
        }

        void touch(Session session) {
            touched.add(session);
        }
    }

    /// Adds a task that holds little.
    ///
    /// @return as [#offer(Runnable, long)]
    boolean offer(Runnable task) {
        return offer(task, Weight.SMALL);
    }

    /// Adds a task.
    ///
    /// @param bytes what it holds
    /// @return whether it was taken; not when the lanes are too far behind or closed
    boolean offer(Runnable task, long bytes) {
        if (closed || !memory.reserve(bytes)) {
            return false;
        }
        if (tasks.offer(new Task(task, bytes))) {
            releaseIfClosed();
            return true;
        }
        memory.release(bytes);
        return false;
    }

    /// Adds a task that must not be dropped, waiting for room if there is none. A closed lane drops it.
    void put(Runnable task) {
        memory.reserveAnyway(Weight.SMALL);
        Task added = new Task(task, Weight.SMALL);
        try {
            while (!tasks.offer(added, PUT_LOOKS_MILLIS, TimeUnit.MILLISECONDS)) {
                if (closed) {
                    memory.release(added.bytes());
                    return;
                }
            }
        } catch (InterruptedException e) {
            memory.release(added.bytes());
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a lane", e);
        }
        releaseIfClosed();
    }

    /// What was added while the lane was closed is never run.
    private void releaseIfClosed() {
        if (closed) {
            for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
                memory.release(task.bytes());
            }
        }
    }

    @Nullable
    Feed find(ChatId chatId) {
        Feed feed = feeds.get(chatId);
        return feed == null || isOfOtherData(feed) ? null : feed;
    }

    private boolean isOfOtherData(Feed feed) {
        return feed.generation != generation.getAsInt();
    }

    void add(Feed feed) {
        feed.generation = generation.getAsInt();
        Feed before = feeds.put(feed.chatId, feed);
        if (before != null) {
            before.forget();
        }
    }

    void removeIfEmpty(Feed feed) {
        if (feed.seats().isEmpty()) {
            feed.forget();
            // Another may have taken its place since somebody began to read for this one.
            feeds.remove(feed.chatId, feed);
            feed.end();
        }
    }

    void beginSeating() {
        seating++;
    }

    void endSeating() {
        seating--;
        if (seating == 0) {
            heard.clear();
        }
    }

    void hear(ChatId chatId, long version) {
        if (seating > 0) {
            heard.merge(chatId, version, Math::max);
        }
    }

    long heard(ChatId chatId) {
        return heard.getOrDefault(chatId, 0L);
    }

    /// Remembers to flush a session after this burst.
    ///
    /// @return whether the calling thread is a lane's, and so will
    static boolean touch(Session session) {
        if (Thread.currentThread() instanceof LaneThread lane) {
            lane.touch(session);
            return true;
        }
        return false;
    }

    private void work() {
        try {
            while (!closed) {
                runBurst();
            }
        } catch (InterruptedException e) {
            LOG.debug("event=lane_closed");
        } catch (Throwable e) {
            closed = true;
            failure.ended(thread.getName(), e);
        } finally {
            closed = true;
            feeds.values().forEach(Feed::forget);
            releaseIfClosed();
        }
    }

    private void runBurst() throws InterruptedException {
        List<Task> burst = new ArrayList<>(BURST_MAX);
        try {
            burst.add(tasks.take());
            tasks.drainTo(burst, BURST_MAX - 1);
            for (Task task : burst) {
                guarded(task.work());
            }
            for (Session session : touched) {
                guarded(session::flush);
            }
        } finally {
            touched.clear();
            burst.forEach(task -> memory.release(task.bytes()));
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("event=lane_task_failed", e);
        }
    }

    /// Forgets the feeds of data that was replaced.
    void forgetOtherData() {
        feeds.values().removeIf(feed -> {
            boolean other = isOfOtherData(feed);
            if (other) {
                feed.forget();
            }
            return other;
        });
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
