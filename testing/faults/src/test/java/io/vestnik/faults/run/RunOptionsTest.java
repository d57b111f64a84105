package io.vestnik.faults.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.faults.run.system.SystemSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
        assertThat(options.length()).isEqualTo(Duration.ofMinutes(5));
        assertThat(options.system(LOGS).parts()).containsExactly(SystemSettings.Part.POOLER);
    }

    @Test
    void a_volatile_disk_can_also_be_filled() {
        assertThat(RunOptions.of("--disk=volatile --pooler=no").system(LOGS).parts())
                .containsExactlyInAnyOrder(SystemSettings.Part.SMALL_DISK, SystemSettings.Part.VOLATILE_DISK);
        assertThat(RunOptions.of("--disk=yes --pooler=no").system(LOGS).parts())
                .containsExactly(SystemSettings.Part.SMALL_DISK);
    }

    @Test
    void a_standby_needs_the_database_of_debian_and_no_disk() {
        assertThat(RunOptions.of("--standby=yes --losses=yes --database=debian --pooler=no")
                        .system(LOGS)
                        .parts())
                .containsExactlyInAnyOrder(SystemSettings.Part.STANDBY, SystemSettings.Part.DATA_LOSS);
        for (String wrong : List.of("--standby=yes", "--standby=yes --database=debian --disk=volatile")) {
            assertThatThrownBy(() -> RunOptions.of(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("--standby");
        }
    }

    @Test
    void a_run_with_losses_ends_before_a_client_refreshes_its_tokens() {
        for (String wrong : List.of("--losses=yes --seconds=601", "--losses=yes --clocks=auto")) {
            assertThatThrownBy(() -> RunOptions.of(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("--losses");
        }
    }

    @Test
    void only_what_the_options_ask_for_can_be_missing() {
        assertThat(RunOptions.of("--network=no").notTried()).isEmpty();
        assertThat(RunOptions.of("--network=no").missing()).isEmpty();
    }

    @Test
    void the_arguments_of_a_run_repeat_it() {
        RunOptions options = RunOptions.of("--seconds=7 --only= --out=here --short", "--database=debian");
        String arguments = options.arguments();
        assertThat(arguments).isEqualTo("--database=debian --seconds=7 --short=yes --seed=" + options.seed());
        assertThat(RunOptions.of(arguments).arguments()).isEqualTo(arguments);
    }

    @Test
    void an_unknown_option_is_an_error() {
        assertThatThrownBy(() -> RunOptions.of("--second=7"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--second=7");
        assertThatThrownBy(() -> RunOptions.of("seconds=7")).isInstanceOf(IllegalArgumentException.class);
    }
}
