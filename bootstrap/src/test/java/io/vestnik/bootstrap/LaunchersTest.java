package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Checks the scripts that start a command whose standard output can be a backup.
class LaunchersTest {
    @ParameterizedTest
    @ValueSource(strings = {"vestnik", "docker/vestnik", "deploy/vestnik"})
    void messages_of_the_jvm_go_to_the_error_output(String launcher) {
        assertThat(Path.of("..").resolve(launcher))
                .content()
                .contains("-XX:+DisplayVMOutputToStderr -Xlog:disable -Xlog:all=warning:stderr");
    }
}
