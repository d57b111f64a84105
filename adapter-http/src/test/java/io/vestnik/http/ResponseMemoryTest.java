package io.vestnik.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ResponseMemoryTest {
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final MemoryBudget budget = new MemoryBudget("responses", 1000);

    private static UserId user(int number) {
        return new UserId(new UUID(0, number));
    }

    @Test
    void one_user_holds_at_most_a_quarter() {
        ResponseMemory memory = new ResponseMemory(budget, AT_ONCE);
        assertThat(memory.take(user(1), 200)).isPresent();
        assertThat(memory.take(user(1), 100)).isEmpty();
        assertThat(memory.take(user(1), 50)).isPresent();
        assertThat(memory.take(user(2), 250)).isPresent();
    }

    @Test
    void all_users_together_never_exceed_the_budget() {
        ResponseMemory memory = new ResponseMemory(budget, AT_ONCE);
        for (int i = 0; i < 4; i++) {
            assertThat(memory.take(user(i), 240)).isPresent();
        }
        assertThat(memory.take(user(9), 41)).isEmpty();
        assertThat(memory.take(user(9), 40)).isPresent();
    }

    @Test
    void a_response_larger_than_a_users_share_gets_the_whole_share() {
        ResponseMemory memory = new ResponseMemory(budget, AT_ONCE);
        try (ResponseMemory.Share share = memory.take(user(1), 5000).orElseThrow()) {
            assertThat(budget.bytesTaken()).isEqualTo(250);
            assertThat(memory.take(user(1), 1)).isEmpty();
            share.shrink(100);
            assertThat(budget.bytesTaken()).isEqualTo(100);
            assertThat(memory.take(user(1), 150)).isPresent();
        }
        assertThat(budget.bytesTaken()).isEqualTo(150);
    }

    @Test
    void closing_twice_releases_once() {
        ResponseMemory memory = new ResponseMemory(budget, AT_ONCE);
        ResponseMemory.Share share = memory.take(user(1), 200).orElseThrow();
        assertThat(memory.take(user(1), 50)).isPresent();
        share.close();
        share.close();
        assertThat(budget.bytesTaken()).isEqualTo(50);
        assertThat(memory.take(user(1), 200)).isPresent();
        assertThat(memory.take(user(1), 1)).isEmpty();
    }

    @Test
    void parallel_requests_wait_for_memory_and_never_exceed_it() throws Exception {
        ResponseMemory memory = new ResponseMemory(budget, LONG);
        AtomicLong held = new AtomicLong();
        AtomicLong most = new AtomicLong();
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            UserId user = user(i % 6);
            work.add(() -> {
                for (int round = 0; round < 20; round++) {
                    Optional<ResponseMemory.Share> share = memory.take(user, 240);
                    if (share.isEmpty()) {
                        return false;
                    }
                    most.accumulateAndGet(held.addAndGet(240), Math::max);
                    Thread.onSpinWait();
                    held.addAndGet(-240);
                    share.get().close();
                }
                return true;
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> done : threads.invokeAll(work)) {
                assertThat(done.get()).isTrue();
            }
        }
        assertThat(most.get()).isBetween(240L, 1000L);
        assertThat(budget.bytesTaken()).isZero();
    }
}
