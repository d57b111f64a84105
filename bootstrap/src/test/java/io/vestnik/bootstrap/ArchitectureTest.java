package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The rules of [Walls] hold. Each rule is also seen to fail: the classes below `io.vestnik.broken` violate every one.
class ArchitectureTest {
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
                wall("adapters never see each other", Walls::adapters_never_see_each_other, "http.Nosy"),
                wall(
                        "the packages of the store have no cycles",
                        Walls::the_packages_of_the_store_have_no_cycles,
                        "postgres.commit.Circular"),
                wall(
                        "the store is used through its public types",
                        Walls::the_store_is_used_through_its_public_types,
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
                        "crypto.Chatty"),
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
                        "io.vestnik.crypto",
                        "io.vestnik.http",
                        "io.vestnik.websocket",
                        "io.vestnik.wire",
                        "io.vestnik.embedded",
                        "io.vestnik.client",
                        "io.vestnik.load",
                        "io.vestnik.web",
                        "io.vestnik.bootstrap");
    }

    private static Arguments wall(String name, Function<Walls, ArchRule> wall, String breach) {
        return Arguments.of(name, wall, breach);
    }
}
