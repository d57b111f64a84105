package io.vestnik.checker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Long correct histories that are made from seeds, and the same with one mutation.
class MutatedHistoriesTest {
    private static final int LINES = 10_000;
    private static final int SEEDS = 3;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void a_correct_history_violates_no_law(long seed) {
        CheckReport report = check(GeneratedHistory.of(seed, LINES));

        assertThat(report.examples()).isEmpty();
        assertThat(report.isLawful()).isTrue();
        assertThat(report.sends().unknown()).isPositive();
        assertThat(report.sends().unchecked()).isZero();
        assertThat(report.messagesCompared()).isGreaterThan(LINES / 20);
    }

    @ParameterizedTest
    @EnumSource
    void each_kind_of_mutation_is_found(Mutation mutation) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            List<ObjectNode> lines = GeneratedHistory.of(seed, LINES);
            mutation.change(lines, new Random(seed));

            CheckReport report = check(lines);

            assertThat(report.violations().get(mutation.law))
                    .as("seed %d: %s", seed, report.examples())
                    .isPositive();
        }
    }

    private static CheckReport check(List<ObjectNode> lines) {
        Checker checker = new Checker();
        HistoryReader reader = new HistoryReader(checker);
        lines.forEach(reader::line);
        return checker.finish(reader.nanos());
    }
}
