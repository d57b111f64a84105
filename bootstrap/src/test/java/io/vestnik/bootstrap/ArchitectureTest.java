package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.vestnik.broken.application.DirectRuntimeUse;
import io.vestnik.broken.memory.RandomOrderUse;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The rules of [ArchitectureRules] hold. Each rule is also seen to fail: the classes below `io.vestnik.broken` violate
/// every rule.
class ArchitectureTest {
    private static final int LINES_MAX = 400;

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.vestnik");

    private static final JavaClasses VIOLATIONS = new ClassFileImporter().importPackages("io.vestnik.broken");

    static Stream<Arguments> rules() {
        return Stream.of(
                rule("the domain is pure Java", ArchitectureRules::the_domain_is_pure_java, "domain.DomainUsesFiles"),
                rule(
                        "the domain does no input or output",
                        ArchitectureRules::the_domain_does_no_input_or_output,
                        "domain.DomainUsesFiles"),
                rule(
                        "the application depends only on the domain",
                        ArchitectureRules::the_application_depends_only_on_the_domain,
                        "application.ApplicationUsesAdapter"),
                rule(
                        "packages of live delivery have no cycles",
                        ArchitectureRules::packages_of_live_delivery_have_no_cycles,
                        "application.live.feed.FeedUsesConnection"),
                rule(
                        "classes of live delivery have no cycles",
                        ArchitectureRules::classes_of_live_delivery_have_no_cycles,
                        "application.live.feed.FeedUsesConnection"),
                rule(
                        "types of live delivery are small",
                        ArchitectureRules::types_of_live_delivery_are_small,
                        "application.live.TypeWithManyMethods"),
                rule(
                        "adapters do not depend on each other",
                        ArchitectureRules::adapters_do_not_depend_on_each_other,
                        "http.AdapterUsesAdapter"),
                rule(
                        "packages of the adapters have no cycles",
                        ArchitectureRules::packages_of_the_adapters_have_no_cycles,
                        "http.RootUsesEdge"),
                rule(
                        "of HTTP only the declared types are used",
                        ArchitectureRules::of_http_only_the_declared_types_are_used,
                        "bootstrap.InternalTypesUse"),
                rule(
                        "of WebSocket only the declared types are used",
                        ArchitectureRules::of_websocket_only_the_declared_types_are_used,
                        "bootstrap.InternalTypesUse"),
                rule(
                        "of the store only the declared types are used",
                        ArchitectureRules::of_the_store_only_the_declared_types_are_used,
                        "http.AdapterUsesAdapter"),
                rule(
                        "no module depends on bootstrap",
                        ArchitectureRules::no_module_depends_on_bootstrap,
                        "http.AdapterUsesAdapter"),
                rule(
                        "the client depends on no server module",
                        ArchitectureRules::the_client_depends_on_no_server_module,
                        "client.ClientUsesServer"),
                rule(
                        "the wire depends only on the core",
                        ArchitectureRules::the_wire_depends_only_on_the_core,
                        "wire.WireUsesAdapter"),
                rule(
                        "security depends only on the core",
                        ArchitectureRules::security_depends_only_on_the_core,
                        "security.SecurityUsesWire"),
                rule(
                        "embedded PostgreSQL depends on no module",
                        ArchitectureRules::embedded_postgres_depends_on_no_module,
                        "embedded.EmbeddedUsesStore"),
                rule(
                        "the web client has no dependencies",
                        ArchitectureRules::the_web_client_has_no_dependencies,
                        "web.WebUsesServer"),
                rule(
                        "the load tool depends only on the client and the checker",
                        ArchitectureRules::the_load_tool_depends_only_on_the_client_and_the_checker,
                        "load.LoadUsesServer"),
                rule(
                        "the checker depends on no module",
                        ArchitectureRules::the_checker_depends_on_no_module,
                        "checker.CheckerUsesClient"),
                rule(
                        "nothing depends on the defaults of the machine",
                        ArchitectureRules::nothing_depends_on_the_defaults_of_the_machine,
                        "memory.DefaultLocaleUse"),
                rule(
                        "only the system runtime uses time, threads and randomness",
                        ArchitectureRules::only_the_system_runtime_uses_time_threads_and_randomness,
                        "application.OwnThread"),
                rule(
                        "the system runtime is only a default",
                        ArchitectureRules::the_system_runtime_is_only_a_default,
                        "application.SystemRuntimeUse"),
                rule(
                        "what is observable has a defined order",
                        ArchitectureRules::what_is_observable_has_a_defined_order,
                        "memory.RandomOrderUse"),
                rule(
                        "caches name their clock and their executor",
                        ArchitectureRules::caches_name_their_clock_and_their_executor,
                        "application.CacheWithoutClock has 2 caches"),
                rule(
                        "UUIDs are read in one place",
                        ArchitectureRules::uuids_are_read_in_one_place,
                        "memory.UuidFromStringUse"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void each_rule_holds(String name, Function<ArchitectureRules, ArchRule> rule, String breach) {
        rule.apply(new ArchitectureRules("io.vestnik")).check(CLASSES);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void each_rule_is_seen_to_fail(String name, Function<ArchitectureRules, ArchRule> rule, String breach) {
        assertThatCode(() ->
                        rule.apply(new ArchitectureRules("io.vestnik.broken")).check(VIOLATIONS))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("io.vestnik.broken." + breach);
    }

    @Test
    void each_direct_use_of_time_threads_and_randomness_is_found() {
        ArchRule rule =
                new ArchitectureRules("io.vestnik.broken").only_the_system_runtime_uses_time_threads_and_randomness();
        assertThat(methodsIn(rule, "application.DirectRuntimeUse")).isEqualTo(methodsOf(DirectRuntimeUse.class));
        assertThat(methodsIn(rule, "application.runtime.SystemRuntime")).isEmpty();
    }

    @Test
    void each_random_order_is_found_and_no_defined_one() {
        ArchRule rule = new ArchitectureRules("io.vestnik.broken").what_is_observable_has_a_defined_order();
        assertThat(methodsIn(rule, "memory.RandomOrderUse")).isEqualTo(methodsOf(RandomOrderUse.class));
        assertThat(methodsIn(rule, "memory.DefinedOrderUse")).isEmpty();
    }

    /// The methods of a class that violate a rule.
    private static Set<String> methodsIn(ArchRule rule, String type) {
        Pattern method = Pattern.compile(Pattern.quote("Method <io.vestnik.broken." + type + ".") + "(\\w+)\\(");
        return rule.evaluate(VIOLATIONS).getFailureReport().getDetails().stream()
                .map(method::matcher)
                .filter(Matcher::lookingAt)
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> methodsOf(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void all_packages_are_checked() {
        assertThat(CLASSES.stream().map(type -> type.getPackageName().replaceFirst("(io\\.vestnik\\.[a-z]+).*", "$1")))
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
                        "io.vestnik.checker",
                        "io.vestnik.load",
                        "io.vestnik.web",
                        "io.vestnik.bootstrap");
    }

    @Test
    void files_of_live_delivery_are_short() throws IOException {
        Path application = Path.of("..", "chat-application", "src", "main", "java", "io", "vestnik", "application");
        assertThat(longFiles(application.resolve("bus"))).isEmpty();
        assertThat(longFiles(application.resolve("commit"))).isEmpty();
        assertThat(longFiles(application.resolve("live"))).isEmpty();
        assertThat(longFiles(application.resolve("runtime"))).isEmpty();
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

    private static Arguments rule(String name, Function<ArchitectureRules, ArchRule> rule, String breach) {
        return Arguments.of(name, rule, breach);
    }
}
