package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.bootstrap.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Checks the documents against what they describe, and against each other.
class DocumentsTest {
    private static final Path ENGLISH = Path.of("..", "README.md");
    private static final Path RUSSIAN = Path.of("..", "README.ru.md");
    private static final Path SECURITY = Path.of("..", "docs", "security.md");
    private static final Path OPERATIONS = Path.of("..", "docs", "operations.md");
    /// A link in Markdown or HTML, without its fragment.
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(?:#[^)]*)?\\)|(?:src|href)=\"([^\"#]+)\"");

    private static final Pattern ALERT = Pattern.compile("^ *- alert: (\\w+)$", Pattern.MULTILINE);
    private static final Pattern RUNBOOK = Pattern.compile("^ *runbook: (\\S+)$", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");
    private static final Pattern BLOCK = Pattern.compile("^```.*?^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private static final Pattern FENCE = Pattern.compile(" *```(\\w*)");
    /// The languages of the blocks that are run or compiled. Blocks of other languages are data, blocks without a
    /// language are output.
    private static final Set<String> RUN = Set.of("sh", "js", "ts", "java", "python", "xml", "ini");

    private static final Pattern RUNNERS = Pattern.compile(" *<!-- run by (\\S+(?:, \\S+)*) -->");
    /// The start of a comment. A zsh with its default options passes the comment as arguments to the command.
    private static final Pattern COMMENT = Pattern.compile("(?:^|\\s)#");

    @Test
    void the_table_of_settings_equals_the_settings() throws IOException {
        String text = Files.readString(ENGLISH);
        String begin = "held to it by a test -->\n";
        String table = text.substring(text.indexOf(begin) + begin.length(), text.indexOf("<!-- /settings -->"));

        assertThat(table).isEqualTo(table());
    }

    @Test
    void the_russian_readme_has_the_headings_and_the_code_of_the_english_one() throws IOException {
        String english = Files.readString(ENGLISH);
        String russian = Files.readString(RUSSIAN);

        assertThat(levels(russian)).isEqualTo(levels(english));
        assertThat(blocks(russian)).isEqualTo(blocks(english));
    }

    @Test
    void the_readme_shows_the_code_of_the_embedding_project() throws IOException {
        String english = Files.readString(ENGLISH);
        Path project = Path.of("..", "examples", "embedding");
        List<String> shown = blocks(
                english.substring(english.indexOf("## Embed it in a service"), english.indexOf("## How it works")));

        assertThat(shown).hasSize(2);
        assertThat(unindented(Files.readString(project.resolve("pom.xml")))).contains(code(shown.get(0)));
        assertThat(unindented(Files.readString(
                        project.resolve(Path.of("src", "main", "java", "org", "example", "Shop.java")))))
                .contains(code(shown.get(1)));
    }

    /// The lines of a block of code, without their indentation and without the fences.
    private static String code(String block) {
        String unindented = unindented(block);
        return unindented.substring(unindented.indexOf('\n') + 1, unindented.lastIndexOf("```"));
    }

    private static String unindented(String text) {
        return text.lines().map(line -> line.strip() + "\n").collect(Collectors.joining());
    }

    @Test
    void every_link_to_a_file_has_its_file() throws IOException {
        assertThat(documents())
                .hasSizeGreaterThan(10)
                .allSatisfy(document -> assertThat(links(document))
                        .allSatisfy(link ->
                                assertThat(document.resolveSibling(link)).exists()));
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("node_modules")
                            && !file.toString().contains("/target/")
                            && !file.toString().contains("/data/"))
                    .toList();
        }
    }

    private static List<String> links(Path document) throws IOException {
        return LINK.matcher(Files.readString(document))
                .results()
                .map(link -> link.group(1) == null ? link.group(2) : link.group(1))
                .filter(link -> !link.contains(":"))
                .toList();
    }

    /// Each block of commands or code names the tests and scripts that run it.
    /// README.ru.md has the blocks of README.md.
    @Test
    void every_block_names_what_runs_it() throws IOException {
        Set<String> tests = testClasses();
        List<String> faults = new ArrayList<>();
        for (Path document : documents()) {
            if (!document.equals(RUSSIAN)) {
                faults(Files.readString(document), runner -> exists(runner, tests)).stream()
                        .map(fault -> document + ": " + fault)
                        .forEach(faults::add);
            }
        }

        assertThat(faults).isEmpty();
    }

    @Test
    void every_fault_of_a_block_is_found() {
        Predicate<String> exists = "HelloTest"::equals;

        assertThat(faults("""
            <!-- run by HelloTest -->
            ```sh
            ./hello '#1' name#2
            ```
            ```
            # the output
            ```
            """, exists)).isEmpty();
        assertThat(faults("""
            ```sh
            ./hello # prints a greeting
            ```
            <!-- run by HelloTest, GoneTest -->
            ```java
            hello();
            ```
            <!-- run by HelloTest -->
            Hello.
            """, exists))
                .containsExactly(
                        "the block does not name what runs it: ./hello # prints a greeting",
                        "a comment in a command: ./hello # prints a greeting",
                        "no such test or script: GoneTest",
                        "no block follows: <!-- run by HelloTest -->");
    }

    /// Returns the faults of the blocks of a document, in their order.
    private static List<String> faults(String document, Predicate<String> exists) {
        List<String> lines = document.lines().toList();
        List<String> faults = new ArrayList<>();
        Optional<String> language = Optional.empty();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String next = i + 1 < lines.size() ? lines.get(i + 1) : "";
            Matcher fence = FENCE.matcher(line);
            Matcher runners = RUNNERS.matcher(line);
            if (fence.matches() && language.isPresent()) {
                language = Optional.empty();
            } else if (fence.matches()) {
                language = Optional.of(fence.group(1));
                boolean named = i > 0 && RUNNERS.matcher(lines.get(i - 1)).matches();
                if (RUN.contains(fence.group(1)) && !named) {
                    faults.add("the block does not name what runs it: " + next);
                }
            } else if (language.equals(Optional.of("sh"))
                    && COMMENT.matcher(line).find()) {
                faults.add("a comment in a command: " + line);
            } else if (language.isEmpty() && runners.matches()) {
                Matcher opening = FENCE.matcher(next);
                if (!opening.matches() || !RUN.contains(opening.group(1))) {
                    faults.add("no block follows: " + line);
                }
                Stream.of(runners.group(1).split(", ", -1))
                        .filter(exists.negate())
                        .forEach(runner -> faults.add("no such test or script: " + runner));
            }
        }
        return faults;
    }

    /// Whether a runner exists: a file, by its path in the repository, or a test class, by its simple name.
    private static boolean exists(String runner, Set<String> tests) {
        return runner.contains("/") ? Files.isRegularFile(Path.of("..", runner)) : tests.contains(runner);
    }

    /// Returns the simple names of the classes in the test sources of all modules.
    private static Set<String> testClasses() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            return files.map(Path::toString)
                    .filter(file -> file.contains("/src/test/java/") && file.endsWith(".java"))
                    .map(file -> file.substring(file.lastIndexOf('/') + 1, file.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void the_table_of_limits_names_every_setting_and_existing_tests() throws IOException {
        List<List<String>> rows = Files.readString(SECURITY)
                .lines()
                .dropWhile(line -> !line.startsWith("| action | limit "))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> List.of(line.substring(1).split("\\|")))
                .toList();

        assertThat(rows).isNotEmpty().allSatisfy(row -> {
            assertThat(row).hasSize(5);
            assertNamesTests(row.getLast());
        });
        assertThat(rows.stream().flatMap(row -> words(row.get(2)).stream()).distinct())
                .contains(Stream.of(Setting.values())
                        .map(Setting::variable)
                        .filter(variable -> variable.startsWith("VESTNIK_LIMIT_"))
                        .toArray(String[]::new));
    }

    @Test
    void every_alert_has_a_paragraph_that_its_rule_names() throws IOException {
        String rules = Files.readString(Path.of("..", "docker", "monitoring", "alerts.yml"));
        String operations = Files.readString(OPERATIONS);
        List<String> alerts = found(ALERT, rules);
        String section = operations.split("\n### Alerts\n", -1)[1].split("\n#{2,3} ", -1)[0];
        List<String> paragraphs =
                Stream.of(section.split("\n#### ", -1)).skip(1).toList();

        assertThat(alerts).isNotEmpty();
        assertThat(paragraphs)
                .map(paragraph -> paragraph.lines().findFirst().orElse(""))
                .isEqualTo(alerts);
        assertThat(paragraphs)
                .allSatisfy(paragraph ->
                        assertThat(paragraph).hasSizeGreaterThan(200).containsPattern("The\\s+alert\\s+ends"));
        assertThat(found(RUNBOOK, rules))
                .isEqualTo(alerts.stream()
                        .map(alert -> "docs/operations.md#" + alert.toLowerCase(Locale.ROOT))
                        .toList());
    }

    /// Returns the first group of every match.
    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }

    /// Asserts that a table cell names existing tests. Each part of the cell, up to a semicolon, names a module and
    /// test classes; methods of a class may follow its name.
    private static void assertNamesTests(String cell) throws IOException {
        for (String part : cell.split(";", -1)) {
            List<String> names = words(part);
            assertThat(part).contains(": `");
            assertThat(names).isNotEmpty();
            Path sources = Path.of("..", part.substring(0, part.indexOf(':')).strip(), "src");
            String code = "";
            for (String name : names) {
                if (Character.isUpperCase(name.charAt(0))) {
                    code = Files.readString(sourceOf(sources, name));
                } else {
                    assertThat(code).as(part).contains(" " + name + "(");
                }
            }
        }
    }

    private static Path sourceOf(Path sources, String type) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.endsWith(type + ".java"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(type + " is not in " + sources));
        }
    }

    /// Returns the code spans of a table cell.
    private static List<String> words(String cell) {
        return CODE.matcher(cell).results().map(word -> word.group(1)).toList();
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| variable | default | what it does |\n|---|---|---|\n");
        for (Setting setting : Setting.values()) {
            String variable = "`" + setting.variable() + "`" + (setting.fileAllowed() ? " or `…_FILE`" : "");
            String byDefault = setting.byDefault().isEmpty() ? "" : "`" + setting.byDefault() + "`";
            table.append(String.format(Locale.ROOT, "| %s | %s | %s |\n", variable, byDefault, setting.meaning()));
        }
        return table.toString();
    }

    /// Returns the levels of all headings outside code blocks.
    private static List<Integer> levels(String text) {
        return BLOCK.matcher(text)
                .replaceAll("")
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.indexOf(' '))
                .toList();
    }

    private static List<String> blocks(String text) {
        return BLOCK.matcher(text).results().map(block -> block.group()).toList();
    }
}
