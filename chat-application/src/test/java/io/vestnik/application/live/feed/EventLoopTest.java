package io.vestnik.application.live.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.runtime.SteppingRuntime;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.domain.chat.ChatId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The order in which an event loop runs its tasks.
final class EventLoopTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MemoryBudget memory = new MemoryBudget("test", 64L * 1024 * 1024);
    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private final EventLoop loop = new EventLoop(0, memory, SystemRuntime.INSTANCE, this::fails, () -> runs("the end"));
    private final Queue<String> ran = new ConcurrentLinkedQueue<>();
    private final ChatId large = new ChatId(UUID.randomUUID());
    private final ChatId small = new ChatId(UUID.randomUUID());

    @AfterEach
    void close() {
        loop.close();
    }

    private void runs(String name) {
        ran.add(name);
    }

    private void fails(String component, Throwable error) {
        errors.add(error);
    }

    @Test
    void interleaved_tasks_of_the_same_chat_and_of_all_chats_wait_in_order() {
        CountDownLatch added = new CountDownLatch(1);
        loop.put(large, () -> {
            awaitQuietly(added);
            runs("large begins");
            EventLoop.letOthersRun();
            runs("large ends");
        });
        loop.put(large, () -> runs("large 2"));
        loop.putForAllChats(() -> runs("all"));
        loop.put(large, () -> runs("large 3"));
        loop.put(small, () -> runs("small"));
        added.countDown();
        await().atMost(PATIENCE).until(() -> ran.size() == 6);
        assertThat(ran).containsExactly("large begins", "small", "large ends", "large 2", "large 3", "all");
        await().atMost(PATIENCE).until(() -> memory.bytesTaken() == 0);
    }

    @Test
    void an_exception_in_an_interleaved_task_stops_neither_chat() {
        CountDownLatch added = new CountDownLatch(1);
        loop.put(large, () -> {
            awaitQuietly(added);
            EventLoop.letOthersRun();
            throw new IllegalStateException("injected");
        });
        loop.put(small, () -> {
            throw new IllegalStateException("injected");
        });
        added.countDown();
        loop.put(large, () -> runs("large"));
        loop.put(small, () -> runs("small"));
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
                    loop.put(chat, () -> {
                        broken.addAndGet(busy.getAndSet(true) ? 1 : 0);
                        running.incrementAndGet();
                        seen.add(number);
                        if (number % 3 == 0) {
                            EventLoop.letOthersRun();
                            EventLoop.letOthersRun();
                        }
                        running.decrementAndGet();
                        busy.set(false);
                        done.incrementAndGet();
                    });
                    if (number % 10 == 0) {
                        loop.putForAllChats(() -> broken.addAndGet(running.get()));
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
    void an_error_in_an_interleaved_task_ends_the_loop_and_frees_memory() {
        CountDownLatch added = new CountDownLatch(1);
        loop.put(large, () -> {
            awaitQuietly(added);
            EventLoop.letOthersRun();
        });
        loop.put(large, () -> runs("never"));
        loop.putForAllChats(() -> runs("never"));
        loop.put(small, () -> {
            throw new InjectedError();
        });
        loop.put(small, () -> runs("never"));
        added.countDown();
        await().atMost(PATIENCE).until(() -> errors.size() == 1 && memory.bytesTaken() == 0);
        assertThat(loop.offer(small, () -> runs("never"))).isFalse();
        assertThat(loop.add(small, () -> runs("never"))).isFalse();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(ran).containsExactly("the end"));
    }

    @Test
    void tasks_beyond_the_budget_are_refused_unless_they_must_not_be_dropped() throws Exception {
        MemoryBudget small = new MemoryBudget("small", 2L * Weight.SMALL);
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch proceed = new CountDownLatch(1);
        EventLoop bounded = new EventLoop(1, small, SystemRuntime.INSTANCE, this::fails, () -> {});
        bounded.put(large, () -> {
            busy.countDown();
            awaitQuietly(proceed);
        });
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(bounded.offer(large, () -> runs("second"))).isTrue();
        assertThat(bounded.offer(large, () -> runs("never"))).isFalse();
        assertThat(bounded.add(large, () -> runs("added"))).isTrue();
        bounded.put(large, () -> runs("put"));
        assertThat(small.bytesTaken()).isEqualTo(4L * Weight.SMALL);
        proceed.countDown();
        await().atMost(PATIENCE).until(() -> small.bytesTaken() == 0);
        assertThat(ran).containsExactly("second", "added", "put");
        assertThat(bounded.offer(large, () -> runs("again"))).isTrue();
        bounded.close();
    }

    @Test
    void a_connection_is_flushed_once_after_a_burst() {
        CountDownLatch added = new CountDownLatch(1);
        Flushable connection = () -> runs("flush");
        loop.put(large, () -> awaitQuietly(added));
        loop.put(large, () -> runs("later " + EventLoop.flushLater(connection)));
        loop.put(small, () -> runs("last"));
        added.countDown();
        await().atMost(PATIENCE).until(() -> ran.size() == 3);
        assertThat(ran).containsExactly("later true", "last", "flush");
        assertThat(EventLoop.flushLater(connection)).isFalse();
    }

    @Test
    void only_the_loops_own_thread_owns_its_state() {
        loop.put(large, () -> runs("owns " + loop.owns()));
        await().atMost(PATIENCE).until(() -> ran.size() == 1);
        assertThat(ran).containsExactly("owns true");
        assertThat(loop.owns()).isFalse();
    }

    @Test
    void a_loop_is_recognized_on_any_type_of_thread() {
        CountDownLatch added = new CountDownLatch(1);
        EventLoop virtual = new EventLoop(1, memory, new SteppingRuntime(), this::fails, () -> runs("end"));
        virtual.put(large, () -> {
            awaitQuietly(added);
            runs("virtual " + Thread.currentThread().isVirtual());
            runs("owns " + virtual.owns() + " " + loop.owns());
            runs("later " + EventLoop.flushLater(() -> runs("flush")));
            EventLoop.letOthersRun();
            runs("large ends");
        });
        virtual.put(small, () -> runs("small"));
        added.countDown();
        await().atMost(PATIENCE).until(() -> ran.size() == 6);
        virtual.close();
        await().atMost(PATIENCE).until(() -> ran.size() == 7);
        assertThat(ran)
                .containsExactly(
                        "virtual true", "owns true false", "later true", "flush", "small", "large ends", "end");
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
