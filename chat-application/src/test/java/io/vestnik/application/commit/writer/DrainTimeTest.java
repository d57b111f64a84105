package io.vestnik.application.commit.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrainTimeTest {
    private final DrainTime time = new DrainTime();

    @Test
    void the_pause_grows_with_the_queue_and_with_the_time_per_change() {
        assertThat(time.of(10_000, 0)).isEqualTo(DrainTime.MIN);
        batch(1_000, Duration.ofMillis(100));
        assertThat(time.of(10_000, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(time.of(5_000, 0)).isEqualTo(Duration.ofMillis(500));
        for (int i = 0; i < 20; i++) {
            batch(1_000, Duration.ofMillis(300));
        }
        assertThat(time.of(10_000, 0)).isBetween(Duration.ofMillis(2_900), Duration.ofSeconds(3));
    }

    @Test
    void the_pause_for_a_stalled_writer_grows_with_the_stall_within_bounds() {
        batch(1_000, Duration.ofMillis(100));
        time.began(1_000, 0);
        assertThat(time.of(1_000, Duration.ofSeconds(4).toNanos())).isEqualTo(Duration.ofSeconds(4));
        assertThat(time.of(1_000, Duration.ofSeconds(40).toNanos())).isEqualTo(DrainTime.MAX);
        time.ended(Duration.ofMillis(100).toNanos());
        assertThat(time.of(10, Duration.ofSeconds(40).toNanos())).isEqualTo(DrainTime.MIN);
    }

    private void batch(int size, Duration took) {
        time.began(size, 0);
        time.ended(took.toNanos());
    }
}
