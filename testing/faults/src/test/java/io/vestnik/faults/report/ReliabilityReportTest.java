package io.vestnik.faults.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests the document that is made from results.
class ReliabilityReportTest {
    private static final Path HOME = Path.of("..", "..");

    private static final String RUN = """
        {"kind": "faults", "date": "2026-01-02T03:04:05Z", "commit": "abc", "arguments": "--seconds=9 --seed=7",
         "database": "PostgreSQL 18", "java": "25", "machine": "Linux, 2 processors", "seed": 7, "clients": 100,
         "seconds": 7200, "sends": 12000000, "acknowledged": 11999000, "unknown": 30, "unknownStored": 20,
         "lostByFault": 4, "faultsInjected": 1200, "violations": {"L1": 0, "L3": VIOLATIONS},
         "notTried": ["jumps of clocks"],
         "faults": {
           "kill-server": {"effect": "NONE", "injected": 1100, "sendsInFlight": 5000, "idle": 1, "impossible": 2,
                           "nextAckMsWorst": 2500, "recoveryMs": [1000, 2000, 3000]},
           "restore-backup": {"effect": "EFFECT", "injected": 100, "sendsInFlight": 9, "recoveryMs": [9000]}},
         "problems": []MORE}
        """;

    @TempDir
    private Path directory;

    private static String run(long violations, String effect, String more) {
        return RUN.replace("VIOLATIONS", Long.toString(violations))
                .replace("EFFECT", effect)
                .replace("MORE", more);
    }

    private String document(String... results) throws IOException {
        for (int i = 0; i < results.length; i++) {
            Files.writeString(directory.resolve("run-" + i + ".json"), results[i]);
        }
        return ReliabilityReport.text(directory);
    }

    @Test
    void the_committed_document_is_made_from_the_committed_results() throws IOException {
        assertThat(Files.readString(HOME.resolve("docs/reliability.md")))
                .as("make reliability")
                .isEqualTo(ReliabilityReport.text(HOME.resolve("docs/measurements/reliability")));
    }

    @Test
    void without_results_the_document_has_no_numbers_of_runs() throws IOException {
        String document = document();
        assertThat(document.split("No run is recorded yet.", -1)).hasSize(7);
        assertThat(document)
                .contains("No violation is recorded yet.")
                .doesNotContain("{{")
                .doesNotContain("| all runs |");
    }

    @Test
    void runs_are_added_up_and_compared_with_the_target() throws IOException {
        String document = document(run(0, "NONE", ""), run(0, "NONE", ""));
        assertThat(document)
                .contains("| runs | 2 |")
                .contains("| hours | 4.0 |")
                .contains("| faults | 2,400 |")
                .contains("| different messages sent | 24,000,000 |")
                .contains("| kill-server | 2,200 | 10,000 | 2.00 | 3.00 | 3.00 | 2.50 | 6 |")
                .contains("no violation | reached |")
                .contains("- not tried in [run-1.json](measurements/reliability/run-1.json): jumps of clocks")
                .contains("`--seconds=9 --seed=7`");
    }

    @Test
    void a_violation_is_shown_and_misses_the_target() throws IOException {
        assertThat(document(run(2, "NONE", "")))
                .contains("| violations | 2 |")
                .contains("| L3: 2 |")
                .contains("no violation | not reached |");
    }

    @Test
    void losses_are_counted_apart() throws IOException {
        assertThat(document(run(0, "LOSS", "")))
                .contains("| 2026-01-02 | 100 | 4 | 0 | [run-0.json](measurements/reliability/run-0.json) |");
    }

    @Test
    void a_run_with_a_planted_bug_is_not_added_up() throws IOException {
        assertThat(document(run(0, "NONE", ""), run(3, "NONE", ", \"planted\": \"06-bug\"")))
                .contains("| runs | 1 |")
                .contains("| violations | 0 |")
                .contains("| 2026-01-02 | abc | 06-bug | 12,000,000 | L3: 3 |");
    }

    @Test
    void the_other_kinds_have_their_sections() throws IOException {
        String head = "\"date\": \"2026-01-02T03:04:05Z\", \"commit\": \"abc\", \"command\": \"make it\","
                + " \"java\": \"25\", \"machine\": \"Linux\"";
        assertThat(document(
                        "{\"kind\": \"simulation\", " + head + ", \"seeds\": 5, \"steps\": 1000000,"
                                + " \"stepsPerSecond\": 40000, \"virtualSeconds\": 3600, \"sends\": 10,"
                                + " \"acknowledged\": 9, \"unknown\": 1, \"unknownStored\": 0, \"violations\": {},"
                                + " \"faults\": {\"slow commit\": 12}}",
                        "{\"kind\": \"planted\", " + head + ", \"bugs\": [{\"name\": \"01-bug\", \"area\": \"queue\","
                                + " \"expected\": \"L9\", \"law\": \"L9\", \"seed\": 3, \"step\": 4500},"
                                + " {\"name\": \"02-bug\", \"area\": \"queue\", \"expected\": \"L8\"}]}",
                        "{\"kind\": \"interleavings\", " + head + ", \"tool\": \"Tool 1\","
                                + " \"failure\": \"no such class\"}"))
                .contains("| 5 | 1,000,000 | 40,000 | 1.0 | 10 | 9 | 1 | 0 | 0 | `make it` |")
                .contains("| slow commit | 12 |")
                .contains("1 of 2 bugs were found by `make it` on 2026-01-02 at commit abc")
                .contains("| 01-bug | queue | L9 | L9 | 3 | 4,500 |")
                .contains("| 02-bug | queue | L8 | none |  |  |")
                .contains("Tool 1 on 2026-01-02, Java 25")
                .contains("no such class");
    }

    @Test
    void violations_that_were_found_are_written_by_hand() throws IOException {
        String row = "| make faults | L4 | a gap | abc | GapTest |";
        Files.writeString(directory.resolve("found.md"), "<!-- a comment -->\n" + row + "\n");
        assertThat(document())
                .contains("| found by | law | what happened | repair | test |")
                .contains(row)
                .doesNotContain("a comment");
    }

    @Test
    void a_file_that_is_no_result_is_named() {
        assertThatThrownBy(() -> document("{\"kind\": \"guess\", \"date\": \"\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("run-0.json");
        assertThatThrownBy(() -> document("{\"kind\": \"faults\", \"date\": \"\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("run-0.json: faultsInjected is missing");
    }

    @Test
    void the_results_of_runs_are_added_once() throws IOException {
        Path runs = directory.resolve("runs");
        Path summary = Files.createDirectories(runs.resolve("run-1")).resolve("summary.json");
        Path results = Files.createDirectories(directory.resolve("results"));
        Files.writeString(summary, run(0, "NONE", ""));
        Results added = new Results(results);
        assertThat(added.add(runs)).containsExactly("faults-2026-01-02T030405Z.json");
        assertThat(added.add(runs)).isEmpty();
        Files.writeString(summary, run(1, "NONE", ""));
        assertThatThrownBy(() -> added.add(runs)).isInstanceOf(IllegalArgumentException.class);
    }
}
