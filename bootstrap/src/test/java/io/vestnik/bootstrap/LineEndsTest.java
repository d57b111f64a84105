package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Finds `%n` in format strings. `%n` writes the line end of the machine, and the checks of bytecode do not see it.
class LineEndsTest {
    /// Modules that other programs may embed. The command line and its tools are not listed, because they end lines as
    /// their terminal does.
    private static final List<String> LIBRARIES = List.of(
            "chat-domain",
            "chat-application",
            "adapter-memory",
            "adapter-security",
            "adapter-postgres",
            "adapter-http",
            "adapter-websocket",
            "tools/embedded-postgres",
            "wire",
            "clients/java",
            "clients/web");

    private static final Pattern LINE_END_OF_THE_MACHINE = Pattern.compile("(?<!%)%n");

    @Test
    void no_library_format_uses_the_machines_line_ends() {
        assertThat(LIBRARIES.stream().flatMap(module -> sources(Path.of("..", module, "src", "main", "java"))))
                .hasSizeGreaterThan(LIBRARIES.size())
                .noneMatch(source -> usesIt(read(source)));
    }

    @Test
    void a_format_with_the_machines_line_ends_is_found() {
        assertThat(usesIt("String.format(Locale.ROOT, \"- %d%n\", code)")).isTrue();
        assertThat(usesIt("\"50%%n\"")).isFalse();
    }

    private static boolean usesIt(String source) {
        return LINE_END_OF_THE_MACHINE.matcher(source).find();
    }

    private static Stream<Path> sources(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
