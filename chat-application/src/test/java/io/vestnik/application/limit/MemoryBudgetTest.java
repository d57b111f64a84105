package io.vestnik.application.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private final MemoryBudget budget = new MemoryBudget("tests", 100);

    @Test
    void a_lease_that_does_not_fit_is_rejected_and_takes_nothing() {
        MemoryBudget.Lease first = budget.take(60).orElseThrow();
        assertThat(budget.take(41)).isEmpty();
        assertThat(budget.bytesTaken()).isEqualTo(60);
        first.close();
        assertThat(budget.take(100)).isPresent();
    }

    @Test
    void closing_twice_releases_the_bytes_once() {
        MemoryBudget.Lease first = budget.take(60).orElseThrow();
        assertThat(budget.take(30)).isPresent();
        first.close();
        first.close();
        assertThat(budget.bytesTaken()).isEqualTo(30);
    }

    @Test
    void a_lease_grows_only_within_the_budget() {
        MemoryBudget.Lease lease = budget.take(10).orElseThrow();
        assertThat(lease.resize(100)).isTrue();
        assertThat(lease.resize(101)).isFalse();
        assertThat(lease.bytes()).isEqualTo(100);
        assertThat(lease.resize(5)).isTrue();
        assertThat(budget.bytesTaken()).isEqualTo(5);
        lease.close();
        assertThat(budget.bytesTaken()).isZero();
        assertThatThrownBy(() -> lease.resize(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_size_that_would_overflow_is_rejected() {
        assertThat(budget.take(1)).isPresent();
        assertThat(budget.take(Long.MAX_VALUE)).isEmpty();
        assertThatThrownBy(() -> budget.take(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(budget.bytesTaken()).isEqualTo(1);
    }

    @Test
    void concurrent_leases_never_hold_more_than_the_budget() {
        AtomicBoolean exceeded = new AtomicBoolean();
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(i -> Thread.ofPlatform().start(() -> {
                    for (int round = 0; round < 20_000; round++) {
                        Optional<MemoryBudget.Lease> lease =
                                budget.take(ThreadLocalRandom.current().nextInt(60));
                        if (budget.bytesTaken() > budget.bytesMax()) {
                            exceeded.set(true);
                        }
                        lease.ifPresent(MemoryBudget.Lease::close);
                    }
                }))
                .toList();
        threads.forEach(MemoryBudgetTest::join);
        assertThat(exceeded).isFalse();
        assertThat(budget.bytesTaken()).isZero();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
