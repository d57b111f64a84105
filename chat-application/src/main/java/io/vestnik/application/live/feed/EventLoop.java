package io.vestnik.application.live.feed;

import io.vestnik.application.FatalErrors;
import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.application.runtime.Worker;
import io.vestnik.domain.chat.ChatId;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread that runs tasks in order. It owns the state that only these tasks use.
///
/// The loop runs up to [#BURST_MAX] waiting tasks, and then flushes each connection that received an event once. So
/// under load many events are sent in one write.
///
/// If a task throws an exception, the exception is logged and the next task runs. An `Error` ends the loop: it accepts
/// no more tasks, and the error is reported.
public final class EventLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
    /// The maximum number of tasks before a flush, so that the events of the first task do not wait for a long queue.
    private static final int BURST_MAX = 256;

    /// The loop of the calling thread. The type of the thread depends on the runtime, so it cannot tell.
    private static final ThreadLocal<EventLoop> CURRENT = new ThreadLocal<>();

    private final LoopTasks tasks;
    private final FatalErrors failure;
    private final Runnable ended;
    private final String name;
    private final Worker worker;
    private List<Flushable> touched = new ArrayList<>();

    /// @param memory the budget of the tasks of all loops
    /// @param failure receives the error that ended the loop
    /// @param ended runs on the loop's thread when the loop ends
    EventLoop(int number, MemoryBudget memory, NodeRuntime runtime, FatalErrors failure, Runnable ended) {
        this.tasks = new LoopTasks(memory, runtime);
        this.failure = failure;
        this.ended = ended;
        this.name = "live-" + number;
        this.worker = runtime.startWorker(name, true, this::work);
    }

    /// Whether the calling thread is this loop's thread, and so owns its state.
    boolean owns() {
        return CURRENT.get() == this;
    }

    /// Adds a task that touches the feed of one chat and holds little memory.
    ///
    /// @return as [#offer(ChatId, Runnable, long)]
    public boolean offer(ChatId chatId, Runnable task) {
        return offer(chatId, task, Weight.SMALL);
    }

    /// Adds a task that touches the feed of one chat.
    ///
    /// @param bytes the memory that the task holds
    /// @return whether the task was accepted; false if the event loops are too far behind, or this loop is closed
    public boolean offer(ChatId chatId, Runnable task, long bytes) {
        return tasks.offer(LoopTask.of(chatId, task, bytes));
    }

    /// Adds a task that touches the feed of one chat and must not be dropped. Does not wait. There is at most one such
    /// task for each unanswered request of a connection, and one for each feed.
    ///
    /// @return whether the task was accepted; false if the loop is closed
    boolean add(ChatId chatId, Runnable task) {
        return tasks.add(LoopTask.of(chatId, task, Weight.SMALL));
    }

    /// Adds a task that touches the feed of one chat and must not be dropped. Waits for room if necessary. A closed
    /// loop drops the task.
    public void put(ChatId chatId, Runnable task) {
        tasks.put(LoopTask.of(chatId, task, Weight.SMALL));
    }

    /// Like [#put], for a task that touches the feeds of any chats.
    public void putForAllChats(Runnable task) {
        tasks.put(LoopTask.ofAllChats(task));
    }

    /// Like [#put], for a task that touches no feed.
    void putForNoChat(Runnable task) {
        tasks.put(LoopTask.ofNoChat(task));
    }

    /// Registers a connection to be flushed soon by the event loop that calls this method.
    ///
    /// @return whether the calling thread is an event loop and will therefore flush the connection
    public static boolean flushLater(Flushable connection) {
        EventLoop loop = CURRENT.get();
        if (loop == null) {
            return false;
        }
        loop.touched.add(connection);
        return true;
    }

    /// Runs the waiting tasks of other chats of the calling loop, in the middle of a task that delivers to a large
    /// group. Does nothing on a thread that is not an event loop.
    static void letOthersRun() {
        EventLoop loop = CURRENT.get();
        if (loop != null) {
            loop.flush();
            loop.runBurst();
        }
    }

    private void work() {
        CURRENT.set(this);
        try {
            while (!tasks.closed()) {
                run(tasks.take());
                runBurst();
            }
        } catch (InterruptedException e) {
            LOG.debug("event=loop_closed");
        } catch (Throwable e) {
            tasks.close();
            failure.report(name, e);
        } finally {
            tasks.drop();
            ended.run();
        }
    }

    private void runBurst() {
        for (int i = 0; i < BURST_MAX; i++) {
            LoopTask task = tasks.poll();
            if (task == null) {
                break;
            }
            run(task);
        }
        flush();
    }

    private void run(LoopTask task) {
        assert owns() : "another loop's task";
        tasks.begin(task);
        try {
            guarded(task.work());
        } finally {
            tasks.end(task);
        }
    }

    private void flush() {
        List<Flushable> flushed = touched;
        touched = new ArrayList<>();
        for (Flushable connection : flushed) {
            guarded(connection::flush);
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("event=loop_task_failed", e);
        }
    }

    @Override
    public void close() {
        tasks.close();
        worker.interrupt();
    }
}
