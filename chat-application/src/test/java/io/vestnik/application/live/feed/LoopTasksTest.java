package io.vestnik.application.live.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.runtime.SteppingRuntime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A task that must not be dropped while an event loop has too many waiting tasks.
final class LoopTasksTest {
    private static final int WAITING_MAX = 200_000;
    private static final LoopTask TASK = LoopTask.ofNoChat(() -> {});

    private final SteppingRuntime runtime = new SteppingRuntime();
    private final LoopTasks tasks = new LoopTasks(new MemoryBudget("test", Long.MAX_VALUE), runtime);

    @BeforeEach
    void fill() {
        for (int i = 0; i < WAITING_MAX; i++) {
            boolean unused = tasks.add(TASK);
        }
    }

    @Test
    void a_task_waits_for_room() throws Exception {
        assertThat(tasks.offer(TASK)).isFalse();
        AtomicBoolean added = new AtomicBoolean();
        Thread adding = Thread.ofVirtual().start(() -> {
            tasks.put(TASK);
            added.set(true);
        });
        await().until(() -> runtime.waiting() == 1);
        runtime.step(Duration.ofSeconds(1));
        assertThat(adding.join(Duration.ofMillis(20)))
                .as("the task was added without room")
                .isFalse();
        assertThat(tasks.take()).isSameAs(TASK);
        await().until(() -> {
            runtime.step(Duration.ofMillis(1));
            return added.get();
        });
    }

    @Test
    void an_interrupted_wait_for_room_fails_and_keeps_the_interrupt() {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread adding = Thread.ofVirtual().start(() -> {
            try {
                tasks.put(TASK);
                interrupted.complete(false);
            } catch (IllegalStateException e) {
                interrupted.complete(Thread.currentThread().isInterrupted());
            }
        });
        await().until(() -> runtime.waiting() == 1);
        adding.interrupt();
        assertThat(interrupted.join()).isTrue();
    }

    @Test
    void a_closed_loop_ends_the_wait_for_room() throws Exception {
        Thread adding = Thread.ofVirtual().start(() -> tasks.put(TASK));
        await().until(() -> runtime.waiting() == 1);
        tasks.close();
        runtime.step(Duration.ofSeconds(1));
        adding.join();
        assertThat(tasks.add(TASK)).isFalse();
    }
}
