package io.vestnik.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.postgres.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// No pool takes connections from another pool. [io.vestnik.postgres.SharesTest] tests which work uses which pool.
final class PoolsTest {
    @Test
    void a_pool_without_a_free_connection_refuses_and_leaves_the_others_working() throws Exception {
        PostgresSettings settings = TestDatabase.create().using(2, 8, Duration.ofMillis(500));
        try (Pools pools = Pools.open(settings);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<Pool, Integer> sizes = new LinkedHashMap<>();
            for (Pool pool : List.of(
                    pools.writers(),
                    pools.reads(),
                    pools.changes(),
                    pools.accounts(),
                    pools.checks(),
                    pools.background())) {
                sizes.put(pool, pool.use().max());
            }
            assertThat(sizes.values().stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(PoolSizes.of(settings).total());

            for (Map.Entry<Pool, Integer> entry : sizes.entrySet()) {
                Pool exhausted = entry.getKey();
                CountDownLatch taken = new CountDownLatch(entry.getValue());
                CountDownLatch returned = new CountDownLatch(1);
                List<CompletableFuture<?>> holders = new ArrayList<>();
                for (int i = 0; i < entry.getValue(); i++) {
                    holders.add(CompletableFuture.runAsync(() -> hold(exhausted, taken, returned), threads));
                }
                try {
                    assertThat(taken.await(30, TimeUnit.SECONDS)).isTrue();
                    assertThatThrownBy(() -> one(exhausted))
                            .satisfies(refused ->
                                    assertThat(Failures.away(refused)).isTrue());
                    for (Pool other : sizes.keySet()) {
                        if (other != exhausted) {
                            assertThat(one(other)).isEqualTo(1);
                        }
                    }
                } finally {
                    // Otherwise a failed assertion would wait for the holders forever.
                    returned.countDown();
                }
                holders.forEach(CompletableFuture::join);
                assertThat(one(exhausted)).isEqualTo(1);
            }
        }
    }

    private static void hold(Pool pool, CountDownLatch taken, CountDownLatch returned) {
        pool.with(handle -> {
            taken.countDown();
            try {
                returned.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        });
    }

    private static int one(Pool pool) {
        return pool.read(
                handle -> handle.createQuery("select 1").mapTo(Integer.class).one());
    }
}
