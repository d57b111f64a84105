package io.vestnik.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    @Test
    void a_simulation_without_progress_is_noticed() throws InterruptedException {
        CountDownLatch noticed = new CountDownLatch(1);
        Watchdog watchdog = new Watchdog(Duration.ofMillis(50), noticed::countDown);
        watchdog.start();
        assertThat(noticed.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
