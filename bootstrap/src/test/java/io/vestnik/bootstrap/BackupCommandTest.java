package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.bootstrap.StandardStreams.Stream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BackupCommandTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Set<Stream> terminals, String command) {
        Terminal messages = new Terminal(new PrintWriter(out, true), new PrintWriter(err, true));
        StandardStreams streams = new StandardStreams(InputStream.nullInputStream(), data, terminals);
        CommandLine line = SettingOptions.commandLine(
                new BackupCommand(messages, Map.of(), () -> streams), SettingOptions.DATABASE);
        line.setExecutionExceptionHandler((failure, failed, parsed) -> messages.failed(failure));
        List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
        words.add("--data-dir=" + directory);
        return line.execute(words.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"-, OUTPUT, the standard output", "--restore -, INPUT, the standard input"})
    void a_terminal_is_refused(String command, Stream terminal, String place) {
        assertThat(run(Set.of(terminal), command)).isEqualTo(CommandLine.ExitCode.SOFTWARE);

        assertThat(err.toString()).startsWith("vestnik: " + place + " is a terminal: redirect it");
        assertThat(data.size()).isZero();
        assertThat(directory).isEmptyDirectory();
    }

    /// The other stream may be a terminal.
    @Test
    void the_standard_output_stays_empty_if_there_is_no_database() {
        assertThat(run(Set.of(Stream.INPUT), "-")).isEqualTo(CommandLine.ExitCode.SOFTWARE);

        assertThat(err.toString()).startsWith("vestnik: there is no database in " + directory);
        assertThat(out.toString()).isEmpty();
        assertThat(data.size()).isZero();
    }
}
