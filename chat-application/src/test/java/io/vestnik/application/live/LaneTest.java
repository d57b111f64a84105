package io.vestnik.application.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.domain.chat.ChatId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The order in which a lane runs its tasks.
final class LaneTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MemoryBudget memory = new MemoryBudget("test", 64L * 1024 * 1024);
    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private final Lane lane = new Lane(0, memory, () -> 0, (component, error) -> errors.add(error));
    private final Queue<String> ran = new ConcurrentLinkedQueue<>();
    private final ChatId large = new ChatId(UUID.randomUUID());
    private final ChatId small = new ChatId(UUID.randomUUID());

    @AfterEach
    void close() {
        lane.close();
    }

    private void runs(String name) {
        ran.add(name);
    }

    @Test
    void interleaved_tasks_of_the_same_chat_and_of_all_chats_wait_in_order() {
        CountDownLatch added = new CountDownLatch(1);
        lane.put(large, () -> {
            awaitQuietly(added);
            runs("large begins");
            Lane.letOthersRun();
            runs("large ends");
        });
        lane.put(large, () -> runs("large 2"));
        lane.putForAllChats(() -> runs("all"));
        lane.put(large, () -> runs("large 3"));
        lane.put(small, () -> runs("small"));
        added.countDown();
        await().atMost(PATIENCE).until(() -> ran.size() == 6);
        assertThat(ran).containsExactly("large begins", "small", "large ends", "large 2", "large 3", "all");
        await().atMost(PATIENCE).until(() -> memory.bytesTaken() == 0);
    }

    @Test
    void an_exception_in_an_interleaved_task_stops_neither_chat() {
        CountDownLatch added = new CountDownLatch(1);
        lane.put(large, () -> {
            awaitQuietly(added);
            Lane.letOthersRun();
            throw new IllegalStateException("injected");
        });
        lane.put(small, () -> {
            throw new IllegalStateException("injected");
        });
        added.countDown();
        lane.put(large, () -> runs("large"));
        lane.put(small, () -> runs("small"));
        await().atMost(PATIENCE).until(() -> ran.size() == 2);
        assertThat(errors).isEmpty();
    }

    @Test
    void tasks_of_a_chat_never_overlap_and_keep_their_order() throws Exception {
        int chats = 8;
        int tasks = 2_000;
        List<List<Integer>> order = new ArrayList<>();
        AtomicInteger broken = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        AtomicInteger running = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int c = 0; c < chats; c++) {
            ChatId chat = new ChatId(UUID.randomUUID());
            AtomicBoolean busy = new AtomicBoolean();
            List<Integer> seen = new ArrayList<>();
            order.add(seen);
            threads.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < tasks; i++) {
                    int number = i;
                    lane.put(chat, () -> {
                        broken.addAndGet(busy.getAndSet(true) ? 1 : 0);
                        running.incrementAndGet();
                        seen.add(number);
                        if (number % 3 == 0) {
                            Lane.letOthersRun();
                            Lane.letOthersRun();
                        }
                        running.decrementAndGet();
                        busy.set(false);
                        done.incrementAndGet();
                    });
                    if (number % 10 == 0) {
                        lane.putForAllChats(() -> broken.addAndGet(running.get()));
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        await().atMost(PATIENCE).until(() -> done.get() == chats * tasks && memory.bytesTaken() == 0);
        assertThat(broken).hasValue(0);
        for (List<Integer> seen : order) {
            assertThat(seen).isSorted().hasSize(tasks);
        }
    }

    @Test
    void an_error_in_an_interleaved_task_ends_the_lane_and_frees_memory() {
        CountDownLatch added = new CountDownLatch(1);
        lane.put(large, () -> {
            awaitQuietly(added);
            Lane.letOthersRun();
        });
        lane.put(large, () -> runs("never"));
        lane.putForAllChats(() -> runs("never"));
        lane.put(small, () -> {
            throw new InjectedError();
        });
        lane.put(small, () -> runs("never"));
        added.countDown();
        await().atMost(PATIENCE).until(() -> errors.size() == 1 && memory.bytesTaken() == 0);
        assertThat(lane.offer(small, () -> runs("never"))).isFalse();
        assertThat(ran).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class InjectedError extends Error {
        private static final long serialVersionUID = 1L;
    }
}
