package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FileProblemTest {
    @TempDir
    private Path directory;

    @Test
    void every_kind_of_failure_has_a_sentence() {
        assertThat(FileProblem.describe(new NoSuchFileException("/x/y"))).isEqualTo("/x/y does not exist");
        assertThat(FileProblem.describe(new AccessDeniedException("/x/y"))).isEqualTo("/x/y: permission denied");
        assertThat(FileProblem.describe(new FileAlreadyExistsException("/x/y"))).isEqualTo("/x/y exists already");
        assertThat(FileProblem.describe(new FileSystemException("/x/y", null, "Read-only file system")))
                .isEqualTo("/x/y: Read-only file system");
        assertThat(FileProblem.describe(new IOException("No space left on device")))
                .isEqualTo("No space left on device");
    }

    @Test
    void a_backup_into_a_missing_directory_is_rejected_with_one_sentence() {
        StringWriter err = new StringWriter();
        Path missing = directory.resolve("missing");

        int code = Main.run(
                new String[] {"backup", missing.resolve("vestnik.backup").toString(), "--data-dir=" + directory},
                Map.of(),
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true));

        assertThat(code).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(err.toString())
                .isEqualTo(String.format(Locale.ROOT, "vestnik: there is no directory %s%n", missing));
        assertThat(directory).isEmptyDirectory();
    }
}
