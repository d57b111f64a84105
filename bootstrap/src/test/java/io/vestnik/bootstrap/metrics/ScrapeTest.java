package io.vestnik.bootstrap.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ScrapeTest {
    private final AtomicInteger made = new AtomicInteger();
    private long now = Long.MAX_VALUE - 1;

    @Test
    void a_text_is_made_again_only_when_it_is_too_old() {
        Scrape scrape = new Scrape(() -> "text " + made.incrementAndGet(), () -> now);
        assertThat(scrape.get()).isEqualTo("text 1");
        now += Scrape.AGE_MAX.toNanos() - 1;
        assertThat(scrape.get()).isEqualTo("text 1");
        now++;
        assertThat(scrape.get()).isEqualTo("text 2");
    }

    @Test
    void requests_at_the_same_time_share_one_text() throws Exception {
        CountDownLatch making = new CountDownLatch(1);
        Scrape scrape = new Scrape(
                () -> {
                    made.incrementAndGet();
                    return await(making) ? "text" : "too late";
                },
                () -> now);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> requests = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                requests.add(threads.submit(scrape::get));
            }
            making.countDown();
            for (Future<String> request : requests) {
                assertThat(request.get(10, TimeUnit.SECONDS)).isEqualTo("text");
            }
        }
        assertThat(made).hasValue(1);
    }

    @Test
    void a_failure_is_not_kept() {
        Scrape scrape = new Scrape(
                () -> {
                    if (made.incrementAndGet() == 1) {
                        throw new IllegalStateException("failed");
                    }
                    return "text";
                },
                () -> now);
        assertThatThrownBy(scrape::get).hasMessage("failed");
        assertThat(scrape.get()).isEqualTo("text");
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }
}
