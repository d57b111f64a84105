package io.vestnik.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlanMakerTest {
    private static Set<Action.Kind> kinds(Profile profile) {
        return LongStream.range(0, 50)
                .mapToObj(seed -> PlanMaker.of(seed, profile))
                .flatMap(plan -> plan.actions().stream())
                .map(Action::kind)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Action.Kind.class)));
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void a_seed_has_one_plan_in_order_of_time(Profile profile) {
        Plan plan = PlanMaker.of(3, profile);
        assertThat(PlanMaker.of(3, profile)).isEqualTo(plan);
        assertThat(PlanMaker.of(4, profile)).isNotEqualTo(plan);
        assertThat(plan.actions()).isSortedAccordingTo(Comparator.comparingLong(Action::atMillis));
        assertThat(plan.settings().clients())
                .isGreaterThanOrEqualTo(plan.settings().users());
    }

    @Test
    void every_kind_of_action_happens_somewhere() {
        assertThat(kinds(Profile.EVERYTHING)).containsExactlyInAnyOrder(Action.Kind.values());
    }

    @Test
    void nothing_fails_in_a_calm_plan() {
        assertThat(kinds(Profile.CALM))
                .doesNotContain(
                        Action.Kind.FAULT,
                        Action.Kind.LOCK,
                        Action.Kind.CUT,
                        Action.Kind.HALF_OPEN,
                        Action.Kind.CUT_BUS,
                        Action.Kind.PAUSE,
                        Action.Kind.KILL,
                        Action.Kind.DRAIN,
                        Action.Kind.CLOCK);
    }

    @Test
    void eight_consecutive_seeds_have_all_profiles() {
        assertThat(LongStream.range(100, 100 + Profile.values().length).mapToObj(Profile::of))
                .containsExactlyInAnyOrder(Profile.values());
    }
}
