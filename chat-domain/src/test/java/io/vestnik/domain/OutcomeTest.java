package io.vestnik.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OutcomeTest {
    @Test
    void map_changes_a_done_outcome_only() {
        assertThat(Outcome.done(2).map(value -> value * 3)).isEqualTo(Outcome.done(6));
        assertThat(Outcome.<Integer>refused(Refusal.FORBIDDEN).map(value -> value * 3))
                .isEqualTo(Outcome.refused(Refusal.FORBIDDEN));
    }
}
