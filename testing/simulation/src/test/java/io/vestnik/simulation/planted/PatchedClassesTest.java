package io.vestnik.simulation.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PatchedClassesTest {
    private static final Path HOME = Path.of("..", "..");

    @TempDir
    private Path home;

    @TempDir
    private Path directory;

    private PlantedSources sources;

    @BeforeEach
    void writeSources() throws IOException {
        sources = PlantedSources.in(home);
    }

    static List<PlantedBug> bugs() throws IOException, PlantedBugException {
        return PlantedBug.readAll(HOME.resolve(PlantedBugs.PATCHES));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void each_planted_bug_applies_to_the_sources_and_compiles(PlantedBug bug)
            throws IOException, InterruptedException, PlantedBugException {
        Path classes = PatchedClasses.make(bug, HOME, directory);
        assertThat(classFiles(classes)).isNotEmpty();
    }

    private static List<Path> classFiles(Path classes) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    @Test
    void the_classes_have_the_bug_and_the_sources_do_not() throws Exception {
        String before = sources.text();
        PlantedBug bug = sources.plant("01-bug", PlantedSources.GOOD);
        Path classes = PatchedClasses.make(bug, home, directory);
        assertThat(classFiles(classes)).containsExactly(classes.resolve("sample/Sample.class"));
        assertThat(directory.resolve("sources/module/src/sample/Sample.java"))
                .content()
                .contains(PlantedSources.GOOD);
        assertThat(sources.text()).isEqualTo(before);
    }

    @Test
    void a_patch_applies_when_its_lines_have_moved() throws Exception {
        PlantedBug bug = sources.plant("01-bug", PlantedSources.GOOD);
        sources.edit("package sample;\n", "package sample;\n\n// A comment.\n");
        assertThat(classFiles(PatchedClasses.make(bug, home, directory))).hasSize(1);
    }

    @Test
    void a_patch_does_not_apply_when_a_line_around_the_change_differs() throws Exception {
        PlantedBug bug = sources.plant("01-bug", PlantedSources.GOOD);
        sources.edit("static int value()", "static long value()");
        assertThatThrownBy(() -> PatchedClasses.make(bug, home, directory))
                .isInstanceOf(PlantedBugException.class)
                .hasMessageContaining("01-bug does not apply any more");
    }

    @Test
    void a_patch_of_a_file_that_has_moved_does_not_apply() throws Exception {
        PlantedBug bug = sources.plant("01-bug", PlantedSources.GOOD);
        Path file = home.resolve(bug.files().getFirst());
        Files.move(file, file.resolveSibling("Moved.java"));
        assertThatThrownBy(() -> PatchedClasses.make(bug, home, directory))
                .isInstanceOf(PlantedBugException.class)
                .hasMessageContaining("01-bug does not apply any more");
    }

    @Test
    void a_patch_inside_a_repository_is_not_skipped() throws Exception {
        PlantedBug bug = sources.plant("01-bug", PlantedSources.GOOD);
        int code = new ProcessBuilder("git", "init", "--quiet", directory.toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(code).isZero();
        Path inside = Files.createDirectory(directory.resolve("inside"));
        Path unused = PatchedClasses.make(bug, home, inside);
        assertThat(inside.resolve("sources/module/src/sample/Sample.java"))
                .content()
                .contains(PlantedSources.GOOD);
    }

    @Test
    void a_patch_that_does_not_compile_is_rejected() throws Exception {
        PlantedBug bug = sources.plant("01-bug", "return missing;");
        assertThatThrownBy(() -> PatchedClasses.make(bug, home, directory))
                .isInstanceOf(PlantedBugException.class)
                .hasMessageContaining("01-bug does not compile")
                .hasMessageContaining("missing");
    }
}
