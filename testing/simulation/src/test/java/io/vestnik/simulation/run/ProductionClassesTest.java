package io.vestnik.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.Messenger;
import io.vestnik.simulation.fault.FaultKind;
import io.vestnik.simulation.world.PlanMaker;
import io.vestnik.simulation.world.Profile;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

/// What runs in a simulation: the classes of production, not copies of them, and every kind of fault.
@EnabledForJreRange(minVersion = 24)
class ProductionClassesTest {
    private static final long STEPS_MAX = 1_000_000;

    /// The packages whose classes a simulation must load: all of live delivery, of the batching core and of sending.
    private static final List<String> PACKAGES = List.of(
            "io.vestnik.application.live.",
            "io.vestnik.application.commit.",
            "io.vestnik.application.bus.",
            "io.vestnik.application.messaging.",
            "io.vestnik.application.conversation.",
            "io.vestnik.application.reading.");

    /// Single classes besides.
    private static final List<String> CLASSES = List.of(
            "io.vestnik.application.Messenger",
            "io.vestnik.application.account.Accounts",
            "io.vestnik.application.account.DeviceStates",
            "io.vestnik.application.account.EndedDevices",
            "io.vestnik.application.account.MembershipUpkeep",
            "io.vestnik.application.account.Sessions",
            "io.vestnik.application.limit.MemoryBudget",
            "io.vestnik.application.limit.SendBucket",
            "io.vestnik.application.limit.SendBuckets",
            "io.vestnik.memory.BatchedMemoryStore");

    private static final Map<FaultKind, Long> FAULTS = new EnumMap<>(FaultKind.class);

    /// Runs seeds until every kind of fault has happened.
    @BeforeAll
    static void simulate() {
        long steps = 0;
        for (long seed = 0; steps < STEPS_MAX && !hasEveryFault(); seed++) {
            RunResult result = SeedRun.of(PlanMaker.of(seed, Profile.EVERYTHING), STEPS_MAX - steps, () -> true);
            assertThat(result.failure().map(failure -> result.violationLine() + ": " + failure.cause()))
                    .isEmpty();
            steps += result.steps();
            result.counts().faults().forEach((kind, count) -> FAULTS.merge(kind, count, Long::sum));
        }
    }

    private static boolean hasEveryFault() {
        return FAULTS.size() == FaultKind.values().length
                && FAULTS.values().stream().allMatch(count -> count > 0);
    }

    @Test
    void every_kind_of_fault_happens_within_a_million_steps() {
        assertThat(FAULTS.keySet().stream().filter(kind -> FAULTS.getOrDefault(kind, 0L) > 0))
                .containsExactlyInAnyOrder(FaultKind.values());
    }

    @Test
    void a_simulation_runs_the_classes_of_production() throws ReflectiveOperationException, IOException {
        Set<String> missing = new TreeSet<>();
        for (String name : classes()) {
            if (!isLoaded(name)) {
                missing.add(name);
            }
        }
        assertThat(missing).as("classes that no simulation uses").isEmpty();
    }

    private static boolean isLoaded(String name) throws ReflectiveOperationException {
        Method find = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
        find.setAccessible(true);
        return find.invoke(Messenger.class.getClassLoader(), name) != null;
    }

    @Test
    void no_class_of_the_simulation_has_the_name_of_one_of_production() throws IOException {
        Set<String> production =
                classes().stream().map(ProductionClassesTest::simpleName).collect(Collectors.toSet());
        assertThat(classesIn(location(SeedRun.class)).stream().map(ProductionClassesTest::simpleName))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(production);
    }

    private static String simpleName(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static List<String> classes() throws IOException {
        List<String> names = new ArrayList<>(CLASSES);
        classesIn(location(Messenger.class)).stream()
                .filter(name -> PACKAGES.stream().anyMatch(name::startsWith))
                .forEach(names::add);
        assertThat(names).hasSizeGreaterThan(CLASSES.size());
        return names;
    }

    private static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The names of the top-level classes in a directory or a jar.
    private static List<String> classesIn(Path location) throws IOException {
        if (Files.isDirectory(location)) {
            return classesBelow(location);
        }
        try (FileSystem jar = FileSystems.newFileSystem(location)) {
            return classesBelow(jar.getPath("/"));
        }
    }

    private static List<String> classesBelow(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> file.endsWith(".class") && !file.contains("$") && !file.endsWith("-info.class"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .toList();
        }
    }
}
