package io.vestnik.application.live;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.domain.chat.ChatId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread that owns some of the feeds and runs their tasks in order.
///
/// After all waiting tasks are done, each connection that received an event is flushed once. Under load many events
/// leave in one write.
///
/// A task that throws an exception is logged, and the next one runs. An `Error` ends the lane: it accepts no more
/// tasks, and the error is reported.
final class Lane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    /// The maximum number of tasks before a flush, so that the events of the first do not wait for a long queue.
    private static final int BURST_MAX = 256;

    private final LaneTasks tasks;
    private final IntSupplier generation;
    private final Failure failure;
    private final Map<ChatId, Feed> feeds = new HashMap<>();
    private List<Session> touched = new ArrayList<>();
    /// Published versions of chats without a feed, recorded while a user is being seated: see [Hub].
    private final Map<ChatId, Long> heard = new HashMap<>();
    private int seating;
    private final LaneThread thread;

    /// Receives the error that ended a lane.
    @FunctionalInterface
    interface Failure {
        void ended(String component, Throwable error);
    }

    /// @param memory the budget of the tasks of all lanes
    /// @param generation the generation of the data: feeds of an earlier one are not found
    Lane(int number, MemoryBudget memory, IntSupplier generation, Failure failure) {
        this.tasks = new LaneTasks(memory);
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

        void letOthersRun() {
            flush();
            runBurst();
        }
    }

    /// Adds a task of a chat that holds little memory.
    ///
    /// @return as [#offer(ChatId, Runnable, long)]
    boolean offer(ChatId chatId, Runnable task) {
        return offer(chatId, task, Weight.SMALL);
    }

    /// Adds a task of a chat.
    ///
    /// @param bytes the memory that the task holds
    /// @return whether it was accepted; false when the lanes are too far behind or closed
    boolean offer(ChatId chatId, Runnable task, long bytes) {
        return tasks.offer(LaneTask.of(chatId, task, bytes));
    }

    /// Adds a task of a chat that must not be dropped; waits for room if necessary. A closed lane drops it.
    void put(ChatId chatId, Runnable task) {
        tasks.put(LaneTask.of(chatId, task, Weight.SMALL));
    }

    /// Adds a task that touches the feeds of any chats, in the same way.
    void putForAllChats(Runnable task) {
        tasks.put(LaneTask.ofAllChats(task));
    }

    /// Starts to record the published versions of chats without a feed, after all earlier tasks.
    void putBeginSeating() {
        tasks.put(LaneTask.ofNoChat(() -> seating++));
    }

    /// Undoes [#putBeginSeating].
    void putEndSeating() {
        tasks.put(LaneTask.ofNoChat(this::endSeating));
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
            before.end();
        }
    }

    void removeIfEmpty(Feed feed) {
        if (feed.seats().isEmpty()) {
            // Another feed may have replaced this one while a repair of it was reading.
            feeds.remove(feed.chatId, feed);
            feed.end();
        }
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

    /// Registers a session to be flushed after this burst.
    ///
    /// @return whether the calling thread is a lane's and will therefore flush it
    static boolean touch(Session session) {
        if (Thread.currentThread() instanceof LaneThread lane) {
            lane.touch(session);
            return true;
        }
        return false;
    }

    /// Runs the waiting tasks of other chats of the calling lane, in the middle of a task that delivers to a large
    /// group. Does nothing on any other thread.
    static void letOthersRun() {
        if (Thread.currentThread() instanceof LaneThread lane) {
            lane.letOthersRun();
        }
    }

    private void work() {
        try {
            while (!tasks.closed()) {
                run(tasks.take());
                runBurst();
            }
        } catch (InterruptedException e) {
            LOG.debug("event=lane_closed");
        } catch (Throwable e) {
            tasks.close();
            failure.ended(thread.getName(), e);
        } finally {
            tasks.drop();
            feeds.values().forEach(Feed::forget);
        }
    }

    private void runBurst() {
        for (int i = 0; i < BURST_MAX; i++) {
            LaneTask task = tasks.poll();
            if (task == null) {
                break;
            }
            run(task);
        }
        flush();
    }

    private void run(LaneTask task) {
        tasks.begin(task);
        try {
            guarded(task.work());
        } finally {
            tasks.end(task);
        }
    }

    private void flush() {
        List<Session> flushed = touched;
        touched = new ArrayList<>();
        for (Session session : flushed) {
            guarded(session::flush);
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("event=lane_task_failed", e);
        }
    }

    /// Removes the feeds of data that was replaced.
    void forgetOtherData() {
        List<Feed> others = feeds.values().stream().filter(this::isOfOtherData).toList();
        feeds.values().removeAll(others);
        others.forEach(Feed::end);
    }

    @Override
    public void close() {
        tasks.close();
        thread.interrupt();
    }
}
