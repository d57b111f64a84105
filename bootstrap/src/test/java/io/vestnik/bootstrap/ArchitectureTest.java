package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The rules of [Walls] hold. Each rule is also seen to fail: the classes below `io.vestnik.broken` violate every one.
class ArchitectureTest {
    private static final int LINES_MAX = 400;

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.vestnik");

    private static final JavaClasses BROKEN_HOUSE = new ClassFileImporter().importPackages("io.vestnik.broken");

    static Stream<Arguments> walls() {
        return Stream.of(
                wall("the domain is pure Java", Walls::the_domain_is_pure_java, "domain.Leaky"),
                wall("the domain does no input or output", Walls::the_domain_does_no_input_or_output, "domain.Leaky"),
                wall(
                        "the application sees of ours only the domain",
                        Walls::the_application_sees_of_ours_only_the_domain,
                        "application.Impatient"),
                wall(
                        "packages of live delivery have no cycles",
                        Walls::packages_of_live_delivery_have_no_cycles,
                        "application.live.feed.Upward"),
                wall(
                        "classes of live delivery have no cycles",
                        Walls::classes_of_live_delivery_have_no_cycles,
                        "application.live.feed.Upward"),
                wall(
                        "types of live delivery are small",
                        Walls::types_of_live_delivery_are_small,
                        "application.live.Swollen"),
                wall("adapters never see each other", Walls::adapters_never_see_each_other, "http.Nosy"),
                wall(
                        "packages of the adapters have no cycles",
                        Walls::packages_of_the_adapters_have_no_cycles,
                        "http.Circular"),
                wall(
                        "of HTTP only the declared types are used",
                        Walls::of_http_only_the_declared_types_are_used,
                        "bootstrap.Intruder"),
                wall(
                        "of WebSocket only the declared types are used",
                        Walls::of_websocket_only_the_declared_types_are_used,
                        "bootstrap.Intruder"),
                wall(
                        "of the store only the declared types are used",
                        Walls::of_the_store_only_the_declared_types_are_used,
                        "http.Nosy"),
                wall("only the program sees the program", Walls::only_the_program_sees_the_program, "http.Nosy"),
                wall(
                        "the client knows nothing of the inside",
                        Walls::the_client_knows_nothing_of_the_inside,
                        "client.Insider"),
                wall(
                        "the wire sees of ours only the core",
                        Walls::the_wire_sees_of_ours_only_the_core,
                        "wire.Talkative"),
                wall(
                        "what keeps secrets sees of ours only the core",
                        Walls::what_keeps_secrets_sees_of_ours_only_the_core,
                        "security.Chatty"),
                wall(
                        "the database that comes along knows nothing of what it keeps",
                        Walls::the_database_that_comes_along_knows_nothing_of_what_it_keeps,
                        "embedded.Clingy"),
                wall(
                        "the web client is files and nothing else",
                        Walls::the_web_client_is_files_and_nothing_else,
                        "web.Curious"),
                wall(
                        "the load tool sees of ours only the client",
                        Walls::the_load_tool_sees_of_ours_only_the_client,
                        "load.Cheat"),
                wall(
                        "nothing depends on the defaults of the machine",
                        Walls::nothing_depends_on_the_defaults_of_the_machine,
                        "memory.Provincial"),
                wall("UUIDs are read in one place", Walls::uuids_are_read_in_one_place, "memory.Lenient"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("walls")
    void each_rule_holds(String name, Function<Walls, ArchRule> wall, String breach) {
        wall.apply(new Walls("io.vestnik")).check(HOUSE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("walls")
    void each_rule_is_seen_to_fail(String name, Function<Walls, ArchRule> wall, String breach) {
        assertThatCode(() -> wall.apply(new Walls("io.vestnik.broken")).check(BROKEN_HOUSE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("io.vestnik.broken." + breach);
    }

    @Test
    void all_packages_are_checked() {
        assertThat(HOUSE.stream().map(type -> type.getPackageName().replaceFirst("(io\\.vestnik\\.[a-z]+).*", "$1")))
                .contains(
                        "io.vestnik.domain",
                        "io.vestnik.application",
                        "io.vestnik.memory",
                        "io.vestnik.postgres",
                        "io.vestnik.security",
                        "io.vestnik.http",
                        "io.vestnik.websocket",
                        "io.vestnik.wire",
                        "io.vestnik.embedded",
                        "io.vestnik.client",
                        "io.vestnik.load",
                        "io.vestnik.web",
                        "io.vestnik.bootstrap");
    }

    @Test
    void files_of_live_delivery_are_short() throws IOException {
        Path application = Path.of("..", "chat-application", "src", "main", "java", "io", "vestnik", "application");
        assertThat(longFiles(application.resolve("bus"))).isEmpty();
        assertThat(longFiles(application.resolve("live"))).isEmpty();
    }

    @Test
    void a_long_file_is_found(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("Short.java"), Collections.nCopies(LINES_MAX, ""));
        Files.write(folder.resolve("Long.java"), Collections.nCopies(LINES_MAX + 1, ""));
        assertThat(longFiles(folder)).containsExactly(folder.resolve("Long.java"));
    }

    private static List<Path> longFiles(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                try (Stream<String> lines = Files.lines(file)) {
                    if (lines.count() > LINES_MAX) {
                        found.add(file);
                    }
                }
            }
        }
        return found;
    }

    private static Arguments wall(String name, Function<Walls, ArchRule> wall, String breach) {
        return Arguments.of(name, wall, breach);
    }
}
