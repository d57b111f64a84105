package io.vestnik.application.live;

import io.vestnik.domain.chat.ChatId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread that owns some of the feeds and runs what is to be done with them, in order.
///
/// After everything that waited is done, the connections that were shown something are flushed, once each: under load
/// many events leave in one write.
final class Lane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    /// Tasks run before what they showed is flushed, so that the first of them does not wait for a long queue.
    private static final int BURST_MAX = 256;

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>(LiveSettings.LANE_TASKS_MAX);
    private final Map<ChatId, Feed> feeds = new HashMap<>();
    private final List<Session> touched = new ArrayList<>();
    /// Versions heard of chats that have no feed, kept while somebody is being seated: see [Hub].
    private final Map<ChatId, Long> heard = new HashMap<>();
    private int seating;
    private final LaneThread thread;
    private volatile boolean closed;

    Lane(int number) {
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

    /// Adds a task.
    ///
    /// @return whether it was taken; not when the lane is too far behind or closed
    boolean offer(Runnable task) {
        return !closed && tasks.offer(task);
    }

    /// Adds a task that must not be dropped, waiting for room if there is none.
    void put(Runnable task) {
        try {
            if (!closed) {
                tasks.put(task);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a lane", e);
        }
    }

    @Nullable
    Feed find(ChatId chatId) {
        return feeds.get(chatId);
    }

    Collection<Feed> feeds() {
        return feeds.values();
    }

    void add(Feed feed) {
        feeds.put(feed.chatId, feed);
    }

    void removeIfEmpty(Feed feed) {
        if (feed.seats().isEmpty()) {
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
        List<Runnable> burst = new ArrayList<>(BURST_MAX);
        while (!closed) {
            try {
                burst.add(tasks.take());
                tasks.drainTo(burst, BURST_MAX - 1);
                for (Runnable task : burst) {
                    run(task);
                }
                for (Session session : touched) {
                    session.flush();
                }
            } catch (InterruptedException e) {
                return;
            } finally {
                burst.clear();
                touched.clear();
            }
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("event=lane_task_failed", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
