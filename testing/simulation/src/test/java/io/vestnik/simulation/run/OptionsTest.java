package io.vestnik.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vestnik.simulation.world.Profile;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void without_a_bound_the_program_runs_for_a_minute() {
        assertThat(Options.of().bounds()).isEqualTo(new Options.Bounds(Long.MAX_VALUE, Long.MAX_VALUE, 60));
    }

    @Test
    void a_seed_alone_is_run_once() {
        Options options = Options.of("--seed=7 --profile=bus --actions=1,5");
        assertThat(options.seed()).contains(7L);
        assertThat(options.profile()).contains(Profile.BUS);
        assertThat(options.actions().orElseThrow()).containsExactly(1, 5);
        assertThat(options.bounds()).isEqualTo(new Options.Bounds(1, Long.MAX_VALUE, Long.MAX_VALUE));
    }

    @Test
    void a_bound_on_steps_is_the_only_bound() {
        Options options = Options.of("--seed=7", "--steps=1000000", "--profile=");
        assertThat(options.bounds()).isEqualTo(new Options.Bounds(Long.MAX_VALUE, 1_000_000, Long.MAX_VALUE));
        assertThat(options.profile()).isEmpty();
    }

    @Test
    void an_unknown_option_is_an_error() {
        assertThatIllegalArgumentException().isThrownBy(() -> Options.of("--sed=7"));
        assertThatIllegalArgumentException().isThrownBy(() -> Options.of("--seed=x"));
        assertThatIllegalArgumentException().isThrownBy(() -> Options.of("--profile=none"));
    }
}
