package io.vestnik.application.live.feed;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.chat.ChatId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// The tasks of an event loop, in order for each chat. Any thread may add tasks and call [#close]; only the loop's
/// thread calls the other methods.
///
/// While a task delivers to a large group, tasks of other chats run between two slices of the delivery. A task that
/// touches the feed of a running task waits until the running task has ended.
final class LoopTasks {
    /// The pause between two checks of a [#put] that waits for room.
    private static final Duration PUT_PAUSE = Duration.ofMillis(1);

    /// The maximum number of nested tasks: each of them runs between two slices of the task around it. While this
    /// number of tasks runs, the innermost task runs to its end without letting another task run between its slices.
    private static final int RUNNING_MAX = 4;

    /// The maximum number of waiting tasks, besides the bound on their bytes. Notifications beyond this number are
    /// dropped, and a comparison with the store recovers them.
    private static final int WAITING_MAX = 200_000;

    private final MemoryBudget memory;
    private final NodeRuntime runtime;
    private final LinkedBlockingQueue<LoopTask> added = new LinkedBlockingQueue<>();
    private volatile boolean closed;

    /// Tasks that had to wait and may run now. They are older than the tasks in `added`.
    private final ArrayDeque<LoopTask> ready = new ArrayDeque<>();
    /// For each chat of a running task, the tasks that wait for the end of that task.
    private final Map<ChatId, Queue<LoopTask>> running = new HashMap<>();
    /// Tasks for all chats, which wait until no task runs.
    private final Queue<LoopTask> ofAllChats = new ArrayDeque<>();
    private int setAside;
    private boolean alone;

    /// @param memory the budget of the tasks of all loops
    LoopTasks(MemoryBudget memory, NodeRuntime runtime) {
        this.memory = memory;
        this.runtime = runtime;
    }

    /// Adds a task.
    ///
    /// @return whether the task was accepted; false if the event loops are too far behind, or this loop is closed
    boolean offer(LoopTask task) {
        if (closed || added.size() >= WAITING_MAX || !memory.reserve(task.bytes())) {
            return false;
        }
        added.add(task);
        dropIfClosed();
        return true;
    }

    /// Adds a task that must not be dropped, even if the bounds are exceeded. Does not wait. The caller bounds the
    /// number of such tasks in another way.
    ///
    /// @return whether the task was accepted; false if the loop is closed
    boolean add(LoopTask task) {
        if (closed) {
            return false;
        }
        memory.reserveAnyway(task.bytes());
        added.add(task);
        dropIfClosed();
        return true;
    }

    /// Adds a task that must not be dropped; waits for room if necessary. A closed loop drops the task.
    void put(LoopTask task) {
        while (!closed && added.size() >= WAITING_MAX) {
            try {
                runtime.sleep(PUT_PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for an event loop", e);
            }
        }
        boolean unused = add(task);
    }

    boolean closed() {
        return closed;
    }

    /// Accepts no more tasks.
    void close() {
        closed = true;
    }

    /// Drops all tasks, at the end of the loop.
    void drop() {
        closed = true;
        dropIfClosed();
        ready.forEach(task -> memory.release(task.bytes()));
        ready.clear();
        ofAllChats.forEach(task -> memory.release(task.bytes()));
        ofAllChats.clear();
        running.values().forEach(waiting -> waiting.forEach(task -> memory.release(task.bytes())));
        running.clear();
    }

    /// Drops the added tasks if the loop is closed: a task that was added while the loop was closing never runs.
    private void dropIfClosed() {
        if (closed) {
            for (LoopTask task = added.poll(); task != null; task = added.poll()) {
                memory.release(task.bytes());
            }
        }
    }

    /// Returns the next task; waits until there is one. Call this only while no task runs.
    LoopTask take() throws InterruptedException {
        LoopTask next = ready.poll();
        return next == null ? added.take() : next;
    }

    /// Returns the next task that may run before the running tasks have ended; null if there is none.
    @Nullable
    LoopTask poll() {
        if (alone || running.size() >= RUNNING_MAX) {
            return null;
        }
        while (setAside < WAITING_MAX) {
            LoopTask next = ready.poll();
            if (next == null) {
                next = added.poll();
            }
            if (next == null || !waits(next)) {
                return next;
            }
        }
        return null;
    }

    /// Makes a task wait if it has to; returns whether it waits.
    private boolean waits(LoopTask task) {
        Queue<LoopTask> waiting = switch (task.touches()) {
            case LoopTask.Touches.OneChat(ChatId chatId) -> running.get(chatId);
            case LoopTask.Touches.AllChats() -> running.isEmpty() ? null : ofAllChats;
            case LoopTask.Touches.NoChat() -> null;
        };
        if (waiting == null) {
            return false;
        }
        waiting.add(task);
        setAside++;
        return true;
    }

    /// Marks a task as running.
    void begin(LoopTask task) {
        switch (task.touches()) {
            case LoopTask.Touches.OneChat(ChatId chatId) -> running.put(chatId, new ArrayDeque<>(0));
            case LoopTask.Touches.AllChats() -> alone = true;
            case LoopTask.Touches.NoChat() -> {}
        }
    }

    /// Marks a task as ended; the tasks that waited for it may run.
    void end(LoopTask task) {
        memory.release(task.bytes());
        switch (task.touches()) {
            case LoopTask.Touches.OneChat(ChatId chatId) -> makeReady(running.remove(chatId));
            case LoopTask.Touches.AllChats() -> alone = false;
            case LoopTask.Touches.NoChat() -> {}
        }
        if (running.isEmpty()) {
            makeReady(ofAllChats);
            ofAllChats.clear();
        }
    }

    private void makeReady(@Nullable Queue<LoopTask> waiting) {
        if (waiting != null) {
            setAside -= waiting.size();
            ready.addAll(waiting);
        }
    }
}
