package io.vestnik.attacks.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectationTest {
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Tally tally = new Tally();

    @Test
    void an_attack_with_fewer_requests_is_vacuous() {
        tally.sent(9);
        assertThat(Expectation.requests(10).unmet(tally, SHORT))
                .hasValueSatisfying(
                        reason -> assertThat(reason).startsWith("vacuous: 9 requests, at least 10 expected"));
        tally.sent();
        assertThat(Expectation.requests(10).unmet(tally, SHORT)).isEmpty();
    }

    @Test
    void answers_with_any_of_the_codes_count_together() {
        Expectation expected = Expectation.answers(3, "200", "503 unavailable");
        tally.sent(100);
        tally.answered("200");
        tally.answered("503 unavailable");
        tally.answered("429 rate_limited");
        assertThat(expected.unmet(tally, SHORT))
                .hasValueSatisfying(reason -> assertThat(reason)
                        .contains("vacuous: 2 answers 200 or 503 unavailable, at least 3 expected")
                        .contains("429 rate_limited=1"));
        tally.answered("200");
        assertThat(expected.unmet(tally, SHORT)).isEmpty();
    }

    @Test
    void an_expectation_of_long_runs_is_not_checked_in_short_ones() {
        Expectation expected = Expectation.answers(1, "unavailable").inLongRuns();
        assertThat(expected.unmet(tally, SHORT)).isEmpty();
        assertThat(expected.unmet(tally, Duration.ofSeconds(10))).isPresent();
        assertThat(expected.unmet(tally, LONG)).isPresent();
    }

    @Test
    void attacks_at_the_same_time_each_cause_a_part_and_at_least_something() {
        assertThat(Expectation.requests(100).shared(10).atLeast()).isEqualTo(10);
        assertThat(Expectation.answers(3, "200").inLongRuns().shared(10))
                .isEqualTo(Expectation.answers(1, "200").inLongRuns());
    }

    @Test
    void an_attack_expects_something() {
        assertThatThrownBy(() -> Expectation.requests(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Attack("idle", "does nothing", List.of(), context -> () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("idle");
    }

    @Test
    void a_part_counts_into_the_whole_and_not_into_other_parts() {
        Tally part = new Tally(tally);
        Tally other = new Tally(tally);
        part.sent(5);
        part.answered("200");
        other.answered("200");
        assertThat(part.requests()).isEqualTo(5);
        assertThat(part.count("200")).isEqualTo(1);
        assertThat(other.requests()).isZero();
        assertThat(tally.requests()).isEqualTo(5);
        assertThat(tally.count("200")).isEqualTo(2);
    }
}
