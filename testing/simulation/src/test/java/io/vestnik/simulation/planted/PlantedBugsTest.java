package io.vestnik.simulation.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlantedBugsTest {
    private static final List<String> ALL = List.of("");
    private static final Finding EXPECTED = new Finding.Violated("L9", 3, 4_000, "calm");

    @TempDir
    private Path home;

    @TempDir
    private Path work;

    private final Queue<String> tried = new ConcurrentLinkedQueue<>();
    private PlantedSources sources;

    @BeforeEach
    void writeSources() throws IOException {
        sources = PlantedSources.in(home);
    }

    private PlantedBugs finding(Finding finding) {
        return new PlantedBugs(home, work, (bug, classes) -> {
            assertThat(classes.resolve("sample/Sample.class")).exists();
            tried.add(bug.name());
            return finding;
        });
    }

    private PlantedBug plant(String name) throws IOException, PlantedBugException {
        return sources.plant(name, PlantedSources.GOOD);
    }

    @Test
    void a_run_succeeds_if_each_bug_violates_one_of_its_laws() throws Exception {
        plant("01-bug");
        plant("02-bug");
        assertThat(finding(EXPECTED).run(ALL, 2)).isTrue();
        assertThat(tried).containsExactlyInAnyOrder("01-bug", "02-bug");
    }

    @Test
    void a_result_names_the_seed_and_the_step() throws Exception {
        PlantedBugs.Result result = finding(EXPECTED).result(plant("01-bug"));
        assertThat(result.row())
                .startsWith("planted bug=01-bug area=\"send gate\" result=found expected=L8,L9 law=L9 seed=3 step=4000"
                        + " profile=calm seconds=");
    }

    @Test
    void a_bug_that_is_not_found_fails_the_run() throws Exception {
        plant("01-bug");
        assertThat(finding(new Finding.Nothing()).run(ALL, 1)).isFalse();
    }

    @Test
    void a_bug_that_violates_another_law_fails_the_run() throws Exception {
        plant("01-bug");
        assertThat(finding(new Finding.Violated("L1", 3, 4_000, "calm")).run(ALL, 1))
                .isFalse();
    }

    @Test
    void a_simulator_that_fails_fails_the_run() throws Exception {
        PlantedBugs.Result result =
                finding(new Finding.Failed("exit code 3 of the simulator")).result(plant("01-bug"));
        assertThat(result.passed()).isFalse();
        assertThat(result.row()).contains("exit code 3 of the simulator");
    }

    @Test
    void a_patch_that_no_longer_applies_fails_the_run() throws Exception {
        plant("01-bug");
        PlantedBug outdated = plant("02-bug");
        sources.edit("return 1;", "return 3;");
        assertThat(finding(EXPECTED).run(ALL, 1)).isFalse();
        assertThat(tried).isEmpty();
        PlantedBugs.Result result = finding(EXPECTED).result(outdated);
        assertThat(result.passed()).isFalse();
        assertThat(result.row()).contains("result=FAILED 02-bug does not apply any more");
    }

    @Test
    void a_patch_that_does_not_compile_fails_the_run() throws Exception {
        sources.plant("01-bug", "return missing;");
        assertThat(finding(EXPECTED).run(ALL, 1)).isFalse();
        assertThat(tried).isEmpty();
    }

    @Test
    void a_patch_with_a_wrong_header_fails_the_run() throws Exception {
        plant("01-bug");
        PlantedBug wrong = plant("02-bug");
        Files.writeString(wrong.patch(), "area: nothing\n");
        assertThat(finding(EXPECTED).run(ALL, 1)).isFalse();
        assertThat(tried).isEmpty();
    }

    @Test
    void a_run_may_be_limited_to_some_bugs() throws Exception {
        plant("01-bug");
        plant("02-bug");
        assertThat(finding(EXPECTED).run(List.of("02"), 1)).isTrue();
        assertThat(tried).containsExactly("02-bug");
    }

    @Test
    void a_run_without_bugs_fails() throws Exception {
        assertThat(finding(EXPECTED).run(List.of("03"), 1)).isFalse();
    }

    @Test
    void a_violation_is_read_from_the_output_of_the_simulator() {
        assertThat(Finding.Violated.in("violation law=DEVICES seed=12 step=345 profile=bad-store"))
                .contains(new Finding.Violated("DEVICES", 12, 345, "bad-store"));
        assertThat(Finding.Violated.in("seed=12 steps=345 profile=calm")).isEmpty();
    }
}
