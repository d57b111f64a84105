package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// The commands for operator tasks and backups make no database by accident, for example in another directory than the
/// server's.
class ExistingDatabaseTest {
    private static final String GROUP = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";

    @TempDir
    private Path directory;

    private final StringWriter err = new StringWriter();

    private int run(String command) {
        List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
        words.add("--data-dir=" + directory);
        return Main.run(
                words.toArray(String[]::new),
                Map.of(),
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user list",
                "user disable alice@example.org",
                "user enable alice@example.org",
                "group owner " + GROUP + " alice@example.org"
            })
    void an_empty_directory_stays_empty(String command) {
        assertThat(run(command)).isEqualTo(CommandLine.ExitCode.SOFTWARE);

        assertThat(err.toString())
                .isEqualTo(String.format(
                        Locale.ROOT,
                        "vestnik: there is no database in %s: start the server once, or name its directory with"
                                + " --data-dir%n",
                        directory));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void unpacked_programs_are_no_database() throws IOException {
        Files.createDirectories(directory.resolve("postgres").resolve("binaries-1"));

        assertThat(run("backup " + directory.resolve("vestnik.backup"))).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(err.toString()).contains("there is no database in " + directory);
        assertThat(directory.resolve("postgres").resolve("data")).doesNotExist();
    }
}
