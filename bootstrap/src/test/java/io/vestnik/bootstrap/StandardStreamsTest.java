package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.bootstrap.StandardStreams.Stream;
import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class StandardStreamsTest {
    private static final File NOTHING = Path.of("/dev/null").toFile();

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the file that opens a new terminal is Linux's")
    void each_stream_can_be_a_terminal() {
        File terminal = Path.of("/dev/ptmx").toFile();

        assertThat(StandardStreams.isTerminal(Stream.INPUT, Redirect.from(terminal)))
                .isTrue();
        assertThat(StandardStreams.isTerminal(Stream.OUTPUT, Redirect.to(terminal)))
                .isTrue();
    }

    @Test
    void a_file_is_no_terminal() {
        assertThat(StandardStreams.isTerminal(Stream.INPUT, Redirect.from(NOTHING)))
                .isFalse();
        assertThat(StandardStreams.isTerminal(Stream.OUTPUT, Redirect.to(NOTHING)))
                .isFalse();
    }
}
