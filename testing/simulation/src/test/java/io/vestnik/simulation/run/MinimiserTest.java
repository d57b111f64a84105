package io.vestnik.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MinimiserTest {
    private static final int ACTIONS = 400;
    private static final List<Integer> CAUSE = List.of(3, 170, 399);

    @Test
    void only_the_actions_that_cause_the_violation_remain() {
        Minimiser minimiser = new Minimiser(ACTIONS, kept -> kept.containsAll(CAUSE), () -> true);
        assertThat(minimiser.minimise()).isEqualTo(CAUSE);
    }

    @Test
    void all_actions_remain_if_each_is_needed() {
        Minimiser minimiser = new Minimiser(5, kept -> kept.size() == 5, () -> true);
        assertThat(minimiser.minimise()).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void when_the_time_is_over_the_shortest_violation_so_far_remains() {
        AtomicInteger left = new AtomicInteger(10);
        Minimiser minimiser = new Minimiser(ACTIONS, kept -> kept.containsAll(CAUSE), () -> left.decrementAndGet() > 0);
        assertThat(minimiser.minimise()).containsAll(CAUSE).hasSizeLessThan(ACTIONS);
    }
}
