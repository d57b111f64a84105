package io.vestnik.application.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.application.limit.MemoryBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

    @AfterEach
    void everything_is_given_back() {
        assertThat(memory.bytesTaken()).isZero();
    }

    @Test
    void a_page_waits_until_another_replay_has_room_for_it() throws Exception {
        Replays replays = new Replays(memory, LONG);
        CompletableFuture<Long> second = new CompletableFuture<>();
        try (Replays.Running one = replays.begin(new FakeOutlet(), 0);
                Replays.Running two = replays.begin(new FakeOutlet(), 0)) {
            MemoryBudget.Lease first = one.page(800);
            Thread waiting = Thread.ofVirtual().start(() -> {
                try (MemoryBudget.Lease page = two.page(800)) {
                    second.complete(page.bytes());
                }
            });
            assertThat(waiting.join(Duration.ofMillis(100))).isFalse();
            first.close();
            assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(800);
            waiting.join();
        }
    }

    @Test
    void a_replay_for_which_no_room_becomes_free_is_refused() {
        Replays replays = new Replays(memory, Duration.ofMillis(50));
        try (Replays.Running one = replays.begin(new FakeOutlet(), 0);
                MemoryBudget.Lease page = one.page(800)) {
            assertThat(page.bytes()).isEqualTo(800);
            assertThatThrownBy(() -> replays.begin(new FakeOutlet(), 300)).isInstanceOf(ReplaysFullException.class);
        }
    }

    @Test
    void a_replay_larger_than_the_whole_budget_runs_alone() {
        Replays replays = new Replays(memory, LONG);
        Replays.Running large = replays.begin(new FakeOutlet(), 5_000);
        assertThat(memory.bytesTaken()).isEqualTo(1_000);
        large.close();
        assertThat(memory.bytesTaken()).isZero();
    }

    @Test
    void the_connection_that_took_nothing_for_longest_is_closed_for_room() {
        Replays replays = new Replays(memory, LONG);
        FakeOutlet brisk = new FakeOutlet();
        FakeOutlet slow = new FakeOutlet(Duration.ofSeconds(2));
        FakeOutlet slowest = new FakeOutlet(Duration.ofSeconds(3));
        Replays.Running one = replays.begin(brisk, 300);
        Replays.Running two = replays.begin(slow, 300);
        Replays.Running three = replays.begin(slowest, 300);
        slowest.onClose = three::close;
        Replays.Running four = replays.begin(new FakeOutlet(), 300);
        assertThat(slowest.closed).containsExactly(Outlet.CloseReason.RESUME);
        assertThat(slow.closed).isEmpty();
        assertThat(brisk.closed).isEmpty();
        List.of(one, two, four).forEach(Replays.Running::close);
        assertThat(memory.bytesTaken()).isZero();
    }

    @Test
    void the_budget_holds_for_many_replays_at_once() throws Exception {
        Replays replays = new Replays(memory, LONG);
        AtomicLong most = new AtomicLong();
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(threads.submit(() -> {
                    start.await();
                    try (Replays.Running replay = replays.begin(new FakeOutlet(), 5)) {
                        for (int page = 0; page < 20; page++) {
                            replay.inPage(200, () -> most.accumulateAndGet(memory.bytesTaken(), Math::max));
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

    private static final class FakeOutlet implements Outlet {
        private final Duration stalled;
        private final List<CloseReason> closed = new ArrayList<>();
        private Runnable onClose = () -> {};

        FakeOutlet() {
            this(Duration.ZERO);
        }

        FakeOutlet(Duration stalled) {
            this.stalled = stalled;
        }

        @Override
        public void offer(Broadcast event) {}

        @Override
        public void flush() {}

        @Override
        public void replay(LiveEvent event) {}

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
