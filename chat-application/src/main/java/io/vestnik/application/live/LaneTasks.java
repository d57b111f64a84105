package io.vestnik.application.live;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.domain.chat.ChatId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The tasks of a lane, in order for each chat. Any thread adds tasks; the lane's thread calls everything else.
///
/// While a task delivers to a large group, tasks of other chats run between two slices of it. A task that touches the
/// feed of a running task is set aside until that one has ended.
final class LaneTasks {
    /// How often a waiting [#put] checks whether the lane was closed.
    private static final long PUT_LOOKS_MILLIS = 100;

    /// How many tasks may run within each other. If a lane delivers to as many large groups at once, it finishes the
    /// last of them without a pause.
    private static final int RUNNING_MAX = 4;

    private final MemoryBudget memory;
    private final LinkedBlockingQueue<LaneTask> added = new LinkedBlockingQueue<>(LiveSettings.LANE_TASKS_MAX);
    private volatile boolean closed;

    /// Tasks that were set aside and may run now. They are older than those in `added`.
    private final ArrayDeque<LaneTask> ready = new ArrayDeque<>();
    /// For each chat of a running task, the tasks that wait for its end.
    private final Map<ChatId, Queue<LaneTask>> running = new HashMap<>();
    /// Tasks for all chats, which wait until no task runs.
    private final Queue<LaneTask> ofAllChats = new ArrayDeque<>();
    private int setAside;
    private boolean alone;

    /// @param memory the budget of the tasks of all lanes
    LaneTasks(MemoryBudget memory) {
        this.memory = memory;
    }

    /// Adds a task.
    ///
    /// @return whether it was accepted; false when the lanes are too far behind or closed
    boolean offer(LaneTask task) {
        if (closed || !memory.reserve(task.bytes())) {
            return false;
        }
        if (added.offer(task)) {
            dropIfClosed();
            return true;
        }
        memory.release(task.bytes());
        return false;
    }

    /// Adds a task that must not be dropped; waits for room if necessary. Drops it when closed.
    void put(LaneTask task) {
        memory.reserveAnyway(task.bytes());
        try {
            while (!added.offer(task, PUT_LOOKS_MILLIS, TimeUnit.MILLISECONDS)) {
                if (closed) {
                    memory.release(task.bytes());
                    return;
                }
            }
        } catch (InterruptedException e) {
            memory.release(task.bytes());
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a lane", e);
        }
        dropIfClosed();
    }

    boolean closed() {
        return closed;
    }

    /// Accepts no more tasks.
    void close() {
        closed = true;
    }

    /// Drops all tasks, at the end of the lane.
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

    /// A task added while the lane was closed never runs.
    private void dropIfClosed() {
        if (closed) {
            for (LaneTask task = added.poll(); task != null; task = added.poll()) {
                memory.release(task.bytes());
            }
        }
    }

    /// Waits for a task. Call it only while no task runs.
    LaneTask take() throws InterruptedException {
        LaneTask next = ready.poll();
        return next == null ? added.take() : next;
    }

    /// The next task that can run beside the running ones, if any.
    @Nullable
    LaneTask poll() {
        if (alone || running.size() >= RUNNING_MAX) {
            return null;
        }
        while (setAside < LiveSettings.LANE_TASKS_MAX) {
            LaneTask next = ready.poll();
            if (next == null) {
                next = added.poll();
            }
            if (next == null || !waits(next)) {
                return next;
            }
        }
        return null;
    }

    /// Sets a task aside if it has to wait; returns whether it did.
    private boolean waits(LaneTask task) {
        Queue<LaneTask> waiting = switch (task.touches()) {
            case LaneTask.Touches.OneChat(ChatId chatId) -> running.get(chatId);
            case LaneTask.Touches.AllChats() -> running.isEmpty() ? null : ofAllChats;
            case LaneTask.Touches.NoChat() -> null;
        };
        if (waiting == null) {
            return false;
        }
        waiting.add(task);
        setAside++;
        return true;
    }

    /// Marks a task as running.
    void begin(LaneTask task) {
        switch (task.touches()) {
            case LaneTask.Touches.OneChat(ChatId chatId) -> running.put(chatId, new ArrayDeque<>(0));
            case LaneTask.Touches.AllChats() -> alone = true;
            case LaneTask.Touches.NoChat() -> {}
        }
    }

    /// Marks a task as ended; the tasks that waited for it may run.
    void end(LaneTask task) {
        memory.release(task.bytes());
        switch (task.touches()) {
            case LaneTask.Touches.OneChat(ChatId chatId) -> makeReady(running.remove(chatId));
            case LaneTask.Touches.AllChats() -> alone = false;
            case LaneTask.Touches.NoChat() -> {}
        }
        if (running.isEmpty()) {
            makeReady(ofAllChats);
            ofAllChats.clear();
        }
    }

    private void makeReady(@Nullable Queue<LaneTask> waiting) {
        if (waiting != null) {
            setAside -= waiting.size();
            ready.addAll(waiting);
        }
    }
}
