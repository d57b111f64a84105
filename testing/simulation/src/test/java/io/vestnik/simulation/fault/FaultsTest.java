package io.vestnik.simulation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.simulation.kernel.RandomStreams;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultsTest {
    private static final int MANY = 1_000;
    private final Faults faults = new Faults(new RandomStreams(5));

    private long hits(FaultKind kind) {
        return IntStream.range(0, MANY).filter(i -> faults.hits(kind)).count();
    }

    @Test
    void no_fault_happens_without_a_window() {
        assertThat(hits(FaultKind.READ_FAILED)).isZero();
    }

    @Test
    void a_window_has_its_probability_until_it_is_closed() {
        faults.begin(FaultKind.READ_FAILED, 30);
        assertThat(hits(FaultKind.READ_FAILED)).isBetween(200L, 400L);
        assertThat(hits(FaultKind.READ_SLOW)).isZero();
        faults.end(FaultKind.READ_FAILED);
        assertThat(hits(FaultKind.READ_FAILED)).isZero();
    }

    @Test
    void overlapping_windows_end_with_the_last_one() {
        faults.begin(FaultKind.READ_FAILED, 100);
        faults.begin(FaultKind.READ_FAILED, 10);
        faults.end(FaultKind.READ_FAILED);
        assertThat(hits(FaultKind.READ_FAILED)).isEqualTo(MANY);
        faults.end(FaultKind.READ_FAILED);
        assertThat(hits(FaultKind.READ_FAILED)).isZero();
    }

    @Test
    void an_armed_fault_happens_once() {
        faults.next(FaultKind.OUTCOME_LOST);
        assertThat(hits(FaultKind.OUTCOME_LOST)).isEqualTo(1);
        assertThat(faults.counts()).containsEntry(FaultKind.OUTCOME_LOST, 1L);
    }

    @Test
    void the_end_of_all_faults_closes_windows_and_disarms() {
        faults.begin(FaultKind.READ_FAILED, 100);
        faults.next(FaultKind.OUTCOME_LOST);
        faults.endAll();
        faults.end(FaultKind.READ_FAILED);
        assertThat(hits(FaultKind.READ_FAILED)).isZero();
        assertThat(hits(FaultKind.OUTCOME_LOST)).isZero();
    }

    @ParameterizedTest
    @EnumSource(FaultKind.class)
    void delays_are_within_the_bounds_of_their_kind(FaultKind kind) {
        List<Duration> delays =
                IntStream.range(0, MANY).mapToObj(i -> faults.delay(kind)).toList();
        assertThat(delays).allMatch(delay -> delay.compareTo(kind.min()) >= 0 && delay.compareTo(kind.max()) <= 0);
    }

    @Test
    void another_window_does_not_change_the_faults_of_a_kind() {
        Faults same = new Faults(new RandomStreams(5));
        same.begin(FaultKind.READ_SLOW, 50);
        faults.begin(FaultKind.READ_FAILED, 50);
        same.begin(FaultKind.READ_FAILED, 50);
        for (int i = 0; i < MANY; i++) {
            boolean unused = same.hits(FaultKind.READ_SLOW);
            assertThat(same.hits(FaultKind.READ_FAILED)).isEqualTo(faults.hits(FaultKind.READ_FAILED));
        }
    }
}
