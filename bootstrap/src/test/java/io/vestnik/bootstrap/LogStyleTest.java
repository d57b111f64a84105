package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Checks that every log statement of the program is in the style of [LogEntry].
class LogStyleTest {
    private static final Path SOURCES = Path.of("src", "main", "java");

    /// A call of a logger, up to its first argument.
    private static final Pattern CALL =
            Pattern.compile("\\b(?:LOG|getLogger\\([\\w.]+\\))\\.(?:trace|debug|info|warn|error)\\(\\s*");

    /// A constant text that is the whole argument.
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"\\s*[,)]");

    /// Fields that every entry has. A statement that used one of these names would hide it.
    private static final Pattern TAKEN = Pattern.compile(" (?:time|level|logger|trace|message|requestId)=");

    @Test
    void every_log_statement_is_an_event_with_fields() throws IOException {
        List<String> statements = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (Path source : sources()) {
            String code = Files.readString(source);
            Matcher call = CALL.matcher(code);
            while (call.find()) {
                String statement = source + ": "
                        + code.substring(call.end()).lines().findFirst().orElse("");
                statements.add(statement);
                if (!inStyle(code.substring(call.end()))) {
                    wrong.add(statement);
                }
            }
        }

        assertThat(statements).hasSizeGreaterThan(40);
        assertThat(wrong).isEmpty();
    }

    @Test
    void a_statement_out_of_style_is_found() {
        assertThat(inStyle("\"event=started version={} port={}\", version, port);"))
                .isTrue();
        assertThat(inStyle("\"event=delayed cause=\\\"{}\\\"\", e.toString());"))
                .isTrue();
        assertThat(inStyle("\"event=ended\");")).isTrue();
        assertThat(inStyle("\"event=replaced {} connections are closed\", why);"))
                .isFalse();
        assertThat(inStyle("\"the server has started\");")).isFalse();
        assertThat(inStyle("\"event=started port=\" + port);")).isFalse();
        assertThat(inStyle("\"event=failed time={}\", now);")).isFalse();
        assertThat(inStyle("text);")).isFalse();
    }

    /// Whether code begins with a text in the style.
    private static boolean inStyle(String arguments) {
        Matcher text = TEXT.matcher(arguments);
        if (!text.lookingAt()) {
            return false;
        }
        String template = text.group(1).replace("\\\"", "\"");
        return LogEntry.STYLE.matcher(template).matches()
                && !TAKEN.matcher(template).find();
    }

    private static List<Path> sources() throws IOException {
        List<Path> roots = new ArrayList<>();
        for (Path parent : List.of(Path.of(".."), Path.of("..", "clients"), Path.of("..", "tools"))) {
            try (Stream<Path> modules = Files.list(parent)) {
                modules.map(module -> module.resolve(SOURCES))
                        .filter(Files::isDirectory)
                        .forEach(roots::add);
            }
        }
        List<Path> sources = new ArrayList<>();
        for (Path root : roots) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }
}
