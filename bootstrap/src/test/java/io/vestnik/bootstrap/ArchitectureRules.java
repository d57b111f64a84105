package io.vestnik.bootstrap;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The rules of architecture for the classes below a root package. The root is a parameter, so that the rules can be
/// tested on classes that violate them.
final class ArchitectureRules {
    private static final String[] NULLNESS_AND_JAVA = {"java..", "org.jspecify.annotations.."};

    private static final List<String> LIVE =
            List.of(".application.bus..", ".application.commit..", ".application.live..", ".application.runtime..");
    private static final int CONSTRUCTOR_PARAMETERS_MAX = 7;
    private static final int PUBLIC_METHODS_MAX = 15;

    private final String root;

    ArchitectureRules(String root) {
        this.root = root;
    }

    ArchRule the_domain_is_pure_java() {
        return classes()
                .that()
                .resideInAPackage(root + ".domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(with(NULLNESS_AND_JAVA, root + ".domain.."));
    }

    ArchRule the_domain_does_no_input_or_output() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".domain..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.net..", "java.nio.file..", "java.sql..");
    }

    ArchRule the_application_depends_only_on_the_domain() {
        return classes()
                .that()
                .resideInAPackage(root + ".application..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(with(
                        NULLNESS_AND_JAVA,
                        root + ".domain..",
                        root + ".application..",
                        "org.slf4j..",
                        "com.github.benmanes.caffeine.."));
    }

    /// No cycle between the packages of live delivery, the bus, the writers and the runtime.
    ArchRule packages_of_live_delivery_have_no_cycles() {
        return slices().assignedFrom(new LiveSlices("package", JavaClass::getPackageName))
                .should()
                .beFreeOfCycles();
    }

    /// No cycle between the classes of live delivery, the bus, the writers and the runtime. Nested classes count
    /// as part of their top-level class.
    ArchRule classes_of_live_delivery_have_no_cycles() {
        return slices().assignedFrom(
                        new LiveSlices("class", type -> type.getName().replaceFirst("\\$.*", "")))
                .should()
                .beFreeOfCycles();
    }

    /// Assigns the classes of live delivery, the bus, the writers and the runtime to slices, by package or by
    /// class. Other classes belong to no slice.
    private final class LiveSlices implements SliceAssignment {
        private final String kind;
        private final Function<JavaClass, String> slice;

        LiveSlices(String kind, Function<JavaClass, String> slice) {
            this.kind = kind;
            this.slice = slice;
        }

        @Override
        public String getDescription() {
            return "each " + kind + " of live delivery";
        }

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return resideInAnyPackage(LIVE.stream().map(root::concat).toArray(String[]::new))
                            .test(type)
                    ? SliceIdentifier.of(slice.apply(type))
                    : SliceIdentifier.ignore();
        }
    }

    ArchRule types_of_live_delivery_are_small() {
        return classes()
                .that()
                .resideInAnyPackage(LIVE.stream().map(root::concat).toArray(String[]::new))
                .should(new ArchCondition<>("have at most 7 constructor parameters and 15 public methods") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        int parameters = type.getConstructors().stream()
                                .mapToInt(constructor ->
                                        constructor.getParameters().size())
                                .max()
                                .orElse(0);
                        long methods = type.getMethods().stream()
                                .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                                .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC))
                                .filter(method -> !type.isRecord() || !accessor(type, method))
                                .count();
                        if (parameters > CONSTRUCTOR_PARAMETERS_MAX || methods > PUBLIC_METHODS_MAX) {
                            events.add(SimpleConditionEvent.violated(
                                    type,
                                    type.getName() + " has " + parameters + " constructor parameters and " + methods
                                            + " public methods"));
                        }
                    }
                });
    }

    /// Whether a method of a record is an accessor. Accessors are not counted, since each restates a component and the
    /// number of components is bounded.
    private static boolean accessor(JavaClass type, JavaMethod method) {
        return method.getParameters().isEmpty()
                && type.getFields().stream().anyMatch(field -> field.getName().equals(method.getName()));
    }

    ArchRule adapters_do_not_depend_on_each_other() {
        return slices().matching(root + ".(memory|postgres|security|http|websocket|embedded|web|client)..")
                .should()
                .notDependOnEachOther();
    }

    ArchRule packages_of_the_adapters_have_no_cycles() {
        return slices().assignedFrom(packagesOf("http", "websocket", "wire", "postgres"))
                .should()
                .beFreeOfCycles();
    }

    /// Makes each package below `parts` a slice. Classes elsewhere belong to no slice.
    private SliceAssignment packagesOf(String... parts) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                boolean included = Arrays.stream(parts)
                        .map(part -> root + "." + part)
                        .anyMatch(part -> (type.getPackageName() + ".").startsWith(part + "."));
                return included ? SliceIdentifier.of(type.getPackageName()) : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "the packages of " + String.join(", ", parts);
            }
        };
    }

    ArchRule of_http_only_the_declared_types_are_used() {
        return onlyUsed(
                "http",
                "HttpServer",
                "HttpParts",
                "HttpSettings",
                "HttpMemory",
                "edge.Network",
                "endpoint.Operation",
                "route.RequestMetrics",
                "route.StaticFiles");
    }

    ArchRule of_websocket_only_the_declared_types_are_used() {
        return onlyUsed(
                "websocket",
                "WebSocketEndpoint",
                "connection.SocketMemory",
                "connection.WebSocketMetrics",
                "connection.WebSocketPorts",
                "connection.WebSocketSettings");
    }

    ArchRule of_the_store_only_the_declared_types_are_used() {
        return onlyUsed(
                "postgres",
                "PostgresStore",
                "backup.Backup",
                "backup.BackupException",
                "connection.PoolUse",
                "connection.PostgresSettings",
                "schema.SchemaOutdatedException",
                "schema.SchemaRefusedException");
    }

    private ArchRule onlyUsed(String part, String... types) {
        String all = String.join("|", types).replace(".", "\\.");
        return noClasses()
                .that()
                .resideOutsideOfPackage(root + "." + part + "..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(root + "." + part + "..")
                        .and(nameMatching((root + "." + part + ".").replace(".", "\\.") + "(" + all + ")(\\$.*)?")
                                .negate()));
    }

    ArchRule no_module_depends_on_bootstrap() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(root + ".bootstrap..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + ".bootstrap..");
    }

    ArchRule the_client_depends_on_no_server_module() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".client..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(root + ".domain..", root + ".application..", root + ".wire..");
    }

    ArchRule the_wire_depends_only_on_the_core() {
        return dependsOnlyOn("wire", "domain", "application");
    }

    ArchRule security_depends_only_on_the_core() {
        return dependsOnlyOn("security", "domain", "application");
    }

    ArchRule embedded_postgres_depends_on_no_module() {
        return dependsOnlyOn("embedded");
    }

    ArchRule the_web_client_has_no_dependencies() {
        return dependsOnlyOn("web");
    }

    ArchRule the_load_tool_depends_only_on_the_client_and_the_checker() {
        return dependsOnlyOn("load", "client", "checker");
    }

    ArchRule the_checker_depends_on_no_module() {
        return dependsOnlyOn("checker");
    }

    ArchRule nothing_depends_on_the_defaults_of_the_machine() {
        return noClasses().that().resideInAPackage(root + "..").should().accessTargetWhere(MachineDefaults.used());
    }

    /// Code of a node reads clocks, starts threads, waits with time-outs and draws random numbers through its runtime.
    /// So a simulation can run it in one thread with virtual time.
    ArchRule only_the_system_runtime_uses_time_threads_and_randomness() {
        return noClasses()
                .that()
                .resideInAnyPackage(root + ".application..", root + ".memory..")
                .and(outside("application.runtime.SystemRuntime"))
                .should()
                .accessTargetWhere(RuntimeCalls.direct());
    }

    /// A class takes its runtime through its constructor. The exceptions are defaults for a caller that has no runtime
    /// of its own.
    ArchRule the_system_runtime_is_only_a_default() {
        return noClasses()
                .that()
                .resideInAnyPackage(root + ".application..", root + ".memory..")
                .and(outside(
                        "application.runtime.SystemRuntime",
                        "application.Ports",
                        "application.limit.RateLimits",
                        "memory.MemoryStore",
                        "memory.MemoryHostStore"))
                .should()
                .dependOnClassesThat(nameMatching(quoted("application.runtime.SystemRuntime")));
    }

    /// The same input leads to the same output in every process. The exceptions only look up.
    ArchRule what_is_observable_has_a_defined_order() {
        return noClasses()
                .that()
                .resideInAnyPackage(root + ".domain..", root + ".application..", root + ".memory..")
                .and(outside("domain.DisplayNames", "domain.Folding", "application.limit.NetworkPlaces"))
                .should()
                .accessTargetWhere(IterationOrders.random());
    }

    /// Without these two calls a cache reads the clock of the machine and maintains itself in the common pool.
    ArchRule caches_name_their_clock_and_their_executor() {
        return classes()
                .that()
                .resideInAPackage(root + ".application..")
                .should(new ArchCondition<>("name the clock and the executor of each cache") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        long caches = callsOfCaffeine(type, "newBuilder");
                        if (callsOfCaffeine(type, "ticker") != caches || callsOfCaffeine(type, "executor") != caches) {
                            events.add(SimpleConditionEvent.violated(
                                    type,
                                    type.getName() + " has " + caches + " caches; some have no clock or executor"));
                        }
                    }
                });
    }

    private static long callsOfCaffeine(JavaClass type, String method) {
        return type.getMethodCallsFromSelf().stream()
                .filter(call -> call.getTargetOwner().getSimpleName().equals("Caffeine"))
                .filter(call -> call.getTarget().getName().equals(method))
                .count();
    }

    /// Selects the classes that are none of these, nor nested in one of them.
    private DescribedPredicate<JavaClass> outside(String... types) {
        String all = Arrays.stream(types).map(this::quoted).collect(Collectors.joining("|"));
        return DescribedPredicate.describe(
                "are none of " + String.join(", ", types),
                type -> !type.getName().matches(all));
    }

    /// The regular expression for a class below the root, and for the classes nested in it.
    private String quoted(String type) {
        return (root + "." + type).replace(".", "\\.") + "(\\$.*)?";
    }

    /// Only one class reads UUIDs from text, because `UUID.fromString` accepts more than the canonical form.
    ArchRule uuids_are_read_in_one_place() {
        return noClasses()
                .that()
                .resideInAnyPackage(Stream.of(
                                "domain",
                                "application",
                                "memory",
                                "postgres",
                                "security",
                                "http",
                                "websocket",
                                "wire",
                                "bootstrap")
                        .map(part -> root + "." + part + "..")
                        .toArray(String[]::new))
                .and()
                .haveNameNotMatching(".*\\.domain\\.UuidText")
                .should()
                .accessTargetWhere(DescribedPredicate.describe(
                        "UUID.fromString",
                        access -> access.getTargetOwner().isEquivalentTo(UUID.class)
                                && access.getTarget().getName().equals("fromString")));
    }

    private ArchRule dependsOnlyOn(String part, String... others) {
        String[] allowed = Stream.concat(Stream.of(part), Arrays.stream(others))
                .map(name -> root + "." + name + "..")
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(root + "." + part + "..")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage(root + "..").or(resideInAnyPackage(allowed)));
    }

    private static String[] with(String[] some, String... more) {
        String[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }
}
