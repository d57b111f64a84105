package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PartFileTest {
    @TempDir
    private Path directory;

    private static PartFile.Content text(String text) {
        return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void two_writers_of_one_file_publish_complete_files() throws IOException {
        Path target = directory.resolve("vestnik.backup");
        PartFile first = PartFile.of(target);
        first.write(text("first, complete"));
        PartFile second = PartFile.of(target);
        second.write(text("second"));

        first.publish();

        assertThat(target).hasContent("first, complete");
        second.delete();
        first.delete();
        assertThat(target).hasContent("first, complete");
        assertThat(files()).containsExactly(target);
    }

    @Test
    void an_incomplete_file_has_another_name_and_is_private() throws IOException {
        Path target = directory.resolve("vestnik.backup");

        PartFile part = PartFile.of(target);

        assertThat(target).doesNotExist();
        assertThat(files()).containsExactly(part.part());
        assertThat(String.valueOf(part.part().getFileName()))
                .startsWith("vestnik.backup.")
                .endsWith(".part");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(part.part())))
                .isEqualTo("rw-------");
        part.delete();
        assertThat(files()).isEmpty();
    }
}
