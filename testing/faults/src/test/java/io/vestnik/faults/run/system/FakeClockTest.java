package io.vestnik.faults.run.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests that a process sees a moved clock, and the real time again.
class FakeClockTest {
    private static final Duration JUMP = Duration.ofHours(1);
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    private static Duration distance(FakeClock clock) {
        String seconds = Programs.run(List.of("date", "+%s"), clock.environment());
        return Duration.between(Instant.now(), Instant.ofEpochSecond(Long.parseLong(seconds)));
    }

    @Test
    void a_clock_jumps_in_both_directions_and_back() {
        assumeTrue(FakeClock.isPossible(), "skipped: libfaketime is not installed");
        FakeClock clock = FakeClock.at(directory.resolve("clock"));
        assertThat(distance(clock)).isBetween(TOLERANCE.negated(), TOLERANCE);
        clock.jump(JUMP);
        assertThat(distance(clock)).isBetween(JUMP.minus(TOLERANCE), JUMP.plus(TOLERANCE));
        clock.jump(JUMP.negated());
        assertThat(distance(clock))
                .isBetween(JUMP.negated().minus(TOLERANCE), JUMP.negated().plus(TOLERANCE));
        clock.jump(Duration.ZERO);
        assertThat(distance(clock)).isBetween(TOLERANCE.negated(), TOLERANCE);
    }
}
