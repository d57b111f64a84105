package io.vestnik.bootstrap;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/// The rules of architecture over the classes below a root package, so that they can be tested on classes that violate
/// them.
final class Walls {
    private static final String[] NULLNESS_AND_JAVA = {"java..", "org.jspecify.annotations.."};

    private static final List<String> PUBLIC_TYPES_OF_THE_STORE = List.of(
            "PostgresStore",
            "backup.Backup",
            "backup.BackupException",
            "connection.PoolUse",
            "connection.PostgresSettings",
            "schema.SchemaOutdatedException",
            "writer.StoreMetrics");

    private final String root;

    Walls(String root) {
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

    ArchRule the_application_sees_of_ours_only_the_domain() {
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
                        "com.github.benmanes.caffeine..",
                        "io.github.bucket4j.."));
    }

    ArchRule adapters_never_see_each_other() {
        return slices().matching(root + ".(memory|postgres|crypto|http|websocket|embedded|web|client)..")
                .should()
                .notDependOnEachOther();
    }

    /// The packages of the store are below one another; the entry point is above them all.
    ArchRule the_packages_of_the_store_have_no_cycles() {
        return CompositeArchRule.of(
                        slices().matching(root + ".postgres.(*)..").should().beFreeOfCycles())
                .and(noClasses()
                        .that()
                        .resideInAPackage(root + ".postgres.*..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(root + ".postgres"));
    }

    ArchRule the_store_is_used_through_its_public_types() {
        DescribedPredicate<JavaClass> used = DescribedPredicate.describe(
                "are " + PUBLIC_TYPES_OF_THE_STORE,
                type -> PUBLIC_TYPES_OF_THE_STORE.stream()
                        .map(name -> root + ".postgres." + name)
                        .anyMatch(name ->
                                type.getName().equals(name) || type.getName().startsWith(name + "$")));
        return noClasses()
                .that()
                .resideOutsideOfPackage(root + ".postgres..")
                .should()
                .dependOnClassesThat(resideInAPackage(root + ".postgres..").and(DescribedPredicate.not(used)));
    }

    ArchRule only_the_program_sees_the_program() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(root + ".bootstrap..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + ".bootstrap..");
    }

    ArchRule the_client_knows_nothing_of_the_inside() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".client..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(root + ".domain..", root + ".application..", root + ".wire..");
    }

    ArchRule the_wire_sees_of_ours_only_the_core() {
        return seesOfOursOnly("wire", "domain", "application");
    }

    ArchRule what_keeps_secrets_sees_of_ours_only_the_core() {
        return seesOfOursOnly("crypto", "domain", "application");
    }

    ArchRule the_database_that_comes_along_knows_nothing_of_what_it_keeps() {
        return seesOfOursOnly("embedded");
    }

    ArchRule the_web_client_is_files_and_nothing_else() {
        return seesOfOursOnly("web");
    }

    ArchRule the_load_tool_sees_of_ours_only_the_client() {
        return seesOfOursOnly("load", "client");
    }

    ArchRule nothing_depends_on_the_defaults_of_the_machine() {
        return noClasses().that().resideInAPackage(root + "..").should().accessTargetWhere(MachineDefaults.used());
    }

    /// `UUID.fromString` accepts more than the canonical form.
    ArchRule uuids_are_read_in_one_place() {
        return noClasses()
                .that()
                .resideInAnyPackage(Stream.of(
                                "domain",
                                "application",
                                "memory",
                                "postgres",
                                "crypto",
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

    private ArchRule seesOfOursOnly(String part, String... others) {
        String[] seen = Stream.concat(Stream.of(part), Arrays.stream(others))
                .map(name -> root + "." + name + "..")
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(root + "." + part + "..")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage(root + "..").or(resideInAnyPackage(seen)));
    }

    private static String[] with(String[] some, String... more) {
        String[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }
}
