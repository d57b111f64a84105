package io.vestnik.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Short histories written by hand. The name of each file begins with the only law that its history violates, or with
/// `correct`.
class ForgedHistoriesTest {
    private static final Path FORGED = Path.of("src", "test", "resources", "forged");

    static List<String> correct() throws IOException {
        return names("correct");
    }

    static List<String> forged() {
        return Arrays.stream(Law.values()).flatMap(ForgedHistoriesTest::ofLaw).toList();
    }

    @ParameterizedTest
    @MethodSource("correct")
    void a_correct_history_violates_no_law(String name) throws IOException {
        CheckReport report = check(name);

        assertThat(report.examples()).isEmpty();
        assertThat(report.isLawful()).isTrue();
        assertThat(report.sends().unchecked()).isZero();
        assertThat(report.messagesCompared()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("forged")
    void a_forged_history_violates_its_law_only(String name) throws IOException {
        CheckReport report = check(name);

        assertThat(violated(report)).as("%s", report.examples()).containsExactly(law(name));
        assertThat(report.isLawful()).isFalse();
    }

    @Test
    void each_law_has_a_forged_history() throws IOException {
        assertThat(forged().stream().map(ForgedHistoriesTest::law)).contains(Law.values());
    }

    @Test
    void a_restore_is_counted_apart_from_violations() throws IOException {
        CheckReport report = check("correct-restore.jsonl");

        assertThat(report.sends()).isEqualTo(new CheckReport.Sends(3, 3, 0, 0, 2, 0));
        assertThat(report.faults())
                .containsEntry("restore", new CheckReport.FaultTimes(1, 0, 0, 13_000_000, 13_000_000, 13_000_000));
    }

    @Test
    void an_unknown_outcome_is_resolved_by_the_history() throws IOException {
        assertThat(check("correct-resume.jsonl").sends()).isEqualTo(new CheckReport.Sends(3, 3, 1, 1, 0, 0));
        assertThat(check("correct-refusals.jsonl").sends()).isEqualTo(new CheckReport.Sends(3, 2, 1, 0, 0, 0));
    }

    private static CheckReport check(String name) throws IOException {
        return HistoryFiles.check(List.of(FORGED.resolve(name)));
    }

    private static List<Law> violated(CheckReport report) {
        return report.violations().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Law law(String name) {
        return Law.valueOf(name.substring(0, name.indexOf('-')));
    }

    private static Stream<String> ofLaw(Law law) {
        try {
            return names(law + "-").stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(FORGED)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }
}
