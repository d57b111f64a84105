package io.vestnik.application.live.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.LiveMemoryFullException;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ReplaysTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final MemoryBudget memory = new MemoryBudget("replays", 1_000);

    private final ReplayTurns turns = new ReplayTurns(4);

    @AfterEach
    void memory_and_turns_are_released() {
        assertThat(memory.bytesTaken()).isZero();
        assertThat(turns.users()).isZero();
    }

    @Test
    void a_page_waits_until_another_replay_frees_memory() throws Exception {
        Replays replays = replays(LONG);
        FakeEventSink slow = new FakeEventSink();
        CountDownLatch taken = new CountDownLatch(1);
        slow.taking = () -> awaitTaken(taken);
        CountDownLatch second = new CountDownLatch(1);
        try (Replays.Running one = replays.begin(user(1), slow, 0);
                Replays.Running two = replays.begin(user(2), new FakeEventSink(), 0)) {
            Thread writing = Thread.ofVirtual().start(() -> page(one, 800));
            await().until(() -> memory.bytesTaken() == 800);
            Thread waiting = Thread.ofVirtual().start(() -> {
                page(two, 800);
                second.countDown();
            });
            assertThat(waiting.join(Duration.ofMillis(100))).isFalse();
            taken.countDown();
            assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
            writing.join();
            waiting.join();
        }
    }

    @Test
    void a_page_holds_only_the_memory_it_needs_while_it_is_written() {
        Replays replays = replays(LONG);
        FakeEventSink sink = new FakeEventSink();
        AtomicLong whileWritten = new AtomicLong();
        sink.taking = () -> whileWritten.set(memory.bytesTaken());
        try (Replays.Running one = replays.begin(user(1), sink, 0)) {
            one.page(800, page -> {
                page.add(new LiveEvent.CaughtUp());
                page.shrink(300);
                page.shrink(500);
                return 0;
            });
        }
        assertThat(whileWritten).hasValue(300);
    }

    @Test
    void a_failed_page_releases_its_memory_and_its_turn() {
        Replays replays = replays(LONG);
        try (Replays.Running one = replays.begin(user(1), new FakeEventSink(), 0)) {
            assertThatThrownBy(() -> one.page(800, page -> {
                        throw new IllegalStateException("failed");
                    }))
                    .hasMessage("failed");
            assertThat(memory.bytesTaken()).isZero();
            page(one, 800);
        }
    }

    @Test
    void a_client_that_does_not_read_does_not_hold_the_turn() throws Exception {
        Replays replays = replays(LONG);
        FakeEventSink slow = new FakeEventSink();
        CountDownLatch taken = new CountDownLatch(1);
        slow.taking = () -> awaitTaken(taken);
        try (Replays.Running one = replays.begin(user(1), slow, 0);
                Replays.Running two = replays.begin(user(1), new FakeEventSink(), 0)) {
            Thread writing = Thread.ofVirtual().start(() -> page(one, 100));
            await().until(() -> memory.bytesTaken() == 100);
            page(two, 100);
            taken.countDown();
            writing.join();
        }
    }

    @Test
    void a_replay_is_refused_if_no_memory_becomes_free() {
        Replays replays = replays(Duration.ofMillis(50));
        try (Replays.Running one = replays.begin(user(1), new FakeEventSink(), 800)) {
            assertThatThrownBy(() -> page(one, 300)).isInstanceOf(LiveMemoryFullException.class);
            assertThatThrownBy(() -> replays.begin(user(2), new FakeEventSink(), 300))
                    .isInstanceOf(LiveMemoryFullException.class);
        }
    }

    @Test
    void the_replays_of_one_user_leave_memory_for_others() {
        Replays replays = replays(Duration.ofMillis(50));
        long share = memory.bytesMax() / Replays.USER_SHARE;
        try (Replays.Running one = replays.begin(user(1), new FakeEventSink(), share / 2);
                Replays.Running two = replays.begin(user(1), new FakeEventSink(), share / 2)) {
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> replays.begin(user(1), new FakeEventSink(), share / 2))
                        .isInstanceOf(LiveMemoryFullException.class);
            }
            try (Replays.Running other = replays.begin(user(2), new FakeEventSink(), 2 * share)) {
                page(other, share);
                page(one, share);
                page(two, share);
            }
        }
        replays.begin(user(1), new FakeEventSink(), share).close();
    }

    @Test
    void a_replay_larger_than_the_whole_budget_runs_alone() {
        Replays replays = replays(LONG);
        Replays.Running large = replays.begin(user(1), new FakeEventSink(), 5_000);
        assertThat(memory.bytesTaken()).isEqualTo(1_000);
        large.close();
        assertThat(memory.bytesTaken()).isZero();
    }

    @Test
    void the_longest_stalled_connection_is_closed_for_memory() {
        Replays replays = replays(LONG);
        FakeEventSink brisk = new FakeEventSink();
        FakeEventSink slow = new FakeEventSink(Duration.ofSeconds(2));
        FakeEventSink slowest = new FakeEventSink(Duration.ofSeconds(3));
        Replays.Running one = replays.begin(user(2), brisk, 300);
        Replays.Running two = replays.begin(user(3), slow, 300);
        Replays.Running three = replays.begin(user(4), slowest, 300);
        slowest.onClose = three::close;
        Replays.Running four = replays.begin(user(5), new FakeEventSink(), 300);
        assertThat(slowest.closed).containsExactly(EventSink.CloseReason.RESUME);
        assertThat(slow.closed).isEmpty();
        assertThat(brisk.closed).isEmpty();
        List.of(one, two, four).forEach(Replays.Running::close);
        assertThat(memory.bytesTaken()).isZero();
    }

    @Test
    void of_equally_stalled_connections_the_last_is_closed() {
        for (int round = 0; round < 10; round++) {
            Replays replays = replays(LONG);
            List<FakeEventSink> sinks = new ArrayList<>();
            List<Replays.Running> running = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                FakeEventSink sink = new FakeEventSink(Duration.ofSeconds(2));
                Replays.Running replay = replays.begin(user(i), sink, 300);
                sink.onClose = replay::close;
                sinks.add(sink);
                running.add(replay);
            }
            running.set(2, replays.begin(user(3), new FakeEventSink(), 300));
            assertThat(sinks).extracting(sink -> sink.closed.size()).containsExactly(0, 0, 1);
            running.forEach(Replays.Running::close);
        }
    }

    @Test
    void the_budget_holds_for_many_replays_at_once() throws Exception {
        Replays replays = replays(LONG);
        AtomicLong most = new AtomicLong();
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int number = i % 10;
                all.add(threads.submit(() -> {
                    start.await();
                    try (Replays.Running replay = replays.begin(user(number), new FakeEventSink(), 5)) {
                        for (int page = 0; page < 20; page++) {
                            replay.page(200, turn -> most.accumulateAndGet(memory.bytesTaken(), Math::max));
                        }
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> one : all) {
                one.get(LONG.toSeconds(), TimeUnit.SECONDS);
            }
        }
        assertThat(most.get()).isBetween(200L, 1_000L);
    }

    private Replays replays(Duration waitMax) {
        return new Replays(memory, waitMax, turns, SystemRuntime.INSTANCE);
    }

    private static UserId user(int number) {
        return new UserId(new UUID(0, number));
    }

    private static void page(Replays.Running replay, long bytes) {
        replay.page(bytes, page -> {
            page.add(new LiveEvent.CaughtUp());
            return 0;
        });
    }

    private static void awaitTaken(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class FakeEventSink implements EventSink {
        private final Duration stalled;
        private final List<CloseReason> closed = new ArrayList<>();
        private Runnable onClose = () -> {};
        private Runnable taking = () -> {};

        FakeEventSink() {
            this(Duration.ZERO);
        }

        FakeEventSink(Duration stalled) {
            this.stalled = stalled;
        }

        @Override
        public void offer(EncodedEvent event) {}

        @Override
        public void flush() {}

        @Override
        public void replay(LiveEvent event) {
            taking.run();
        }

        @Override
        public Duration stalled() {
            return stalled;
        }

        @Override
        public void close(CloseReason reason) {
            closed.add(reason);
            onClose.run();
        }
    }
}
