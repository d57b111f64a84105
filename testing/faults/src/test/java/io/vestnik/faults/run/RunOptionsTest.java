package io.vestnik.faults.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.faults.run.system.SystemSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Tests the command line.
class RunOptionsTest {
    private static final Path LOGS = Path.of("logs");

    @Test
    void an_argument_may_contain_several_options() {
        RunOptions options = RunOptions.of("--seconds=7 --seed=3  --database=debian", "--pooler=no", "");
        assertThat(options.length()).isEqualTo(Duration.ofSeconds(7));
        assertThat(options.seed()).isEqualTo(3);
        assertThat(options.system(LOGS).database()).isEqualTo(SystemSettings.Kind.DEBIAN);
        assertThat(options.system(LOGS).parts()).isEmpty();
    }

    @Test
    void an_empty_value_means_the_default() {
        RunOptions options = RunOptions.of("--only= --seed=", "--seconds=");
        assertThat(options.only()).isEmpty();
        assertThat(options.seed()).isNotNegative();
        assertThat(options.length()).isEqualTo(Duration.ofSeconds(300));
        assertThat(options.system(LOGS).parts()).containsExactly(SystemSettings.Part.POOLER);
    }

    @Test
    void an_unknown_option_is_an_error() {
        assertThatThrownBy(() -> RunOptions.of("--second=7"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--second=7");
        assertThatThrownBy(() -> RunOptions.of("seconds=7")).isInstanceOf(IllegalArgumentException.class);
    }
}
