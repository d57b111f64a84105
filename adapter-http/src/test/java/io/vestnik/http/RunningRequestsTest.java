package io.vestnik.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.RateLimitedException;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunningRequestsTest {
    private static final UserId ALICE = new UserId(new UUID(0, 1));
    private static final UserId BOB = new UserId(new UUID(0, 2));
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void an_excess_request_is_refused_after_its_wait_without_affecting_others() {
        RunningRequests running = new RunningRequests(2, AT_ONCE);
        try (RunningRequests.Turn first = running.enter(ALICE);
                RunningRequests.Turn second = running.enter(ALICE);
                RunningRequests.Turn other = running.enter(BOB)) {
            assertThatThrownBy(() -> running.enter(ALICE)).isInstanceOf(RateLimitedException.class);
            assertThat(List.of(first, second, other)).doesNotHaveDuplicates();
        }
        running.enter(ALICE).close();
        assertThat(running.users()).isZero();
    }

    @Test
    void parallel_requests_wait_and_never_exceed_the_bound() throws Exception {
        RunningRequests running = new RunningRequests(3, LONG);
        AtomicInteger present = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            work.add(() -> {
                try (RunningRequests.Turn turn = running.enter(ALICE)) {
                    most.accumulateAndGet(present.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    return present.decrementAndGet() + (turn == null ? 1 : 0);
                }
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> done : threads.invokeAll(work)) {
                assertThat(done.get()).isNotNegative();
            }
        }
        assertThat(most.get()).isBetween(1, 3);
        assertThat(running.users()).isZero();
    }

    @Test
    void the_request_after_256_waiting_ones_is_refused_at_once() throws Exception {
        RunningRequests running = new RunningRequests(1, LONG);
        AtomicInteger refused = new AtomicInteger();
        CountDownLatch served = new CountDownLatch(RunningRequests.WAITING_MAX);
        RunningRequests.Turn first = running.enter(ALICE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < RunningRequests.WAITING_MAX + 10; i++) {
                threads.execute(() -> {
                    try (RunningRequests.Turn turn = running.enter(ALICE)) {
                        if (turn != null) {
                            served.countDown();
                        }
                    } catch (RateLimitedException e) {
                        refused.incrementAndGet();
                    }
                });
            }
            await().until(() -> refused.get() == 10);
            first.close();
            served.await();
        }
        assertThat(refused.get()).isEqualTo(10);
        assertThat(running.users()).isZero();
    }

    @Test
    void without_a_bound_nothing_waits() {
        RunningRequests running = new RunningRequests(0, AT_ONCE);
        for (int i = 0; i < 1000; i++) {
            running.enter(ALICE);
        }
        assertThat(running.users()).isZero();
    }
}
