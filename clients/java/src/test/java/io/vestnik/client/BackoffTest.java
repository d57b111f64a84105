package io.vestnik.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void pauses_double_up_to_the_maximum_in_the_upper_half() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofMillis(800), new Random(1));

        for (long bound : new long[] {100, 200, 400, 800, 800, 800}) {
            assertThat(backoff.next()).isBetween(Duration.ofMillis(bound / 2), Duration.ofMillis(bound));
        }
    }

    @Test
    void a_success_resets_the_pause() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(8), new Random(2));
        IntStream.range(0, 5).forEach(i -> backoff.next());

        backoff.reset();

        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void clients_do_not_retry_in_step() {
        long different = IntStream.range(0, 100)
                .mapToObj(seed -> new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), new Random(seed)).next())
                .distinct()
                .count();

        assertThat(different).isGreaterThan(90);
    }

    @Test
    void invalid_bounds_are_refused() {
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1), new Random()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1), new Random()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
