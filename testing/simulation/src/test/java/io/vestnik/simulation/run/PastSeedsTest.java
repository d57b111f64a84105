package io.vestnik.simulation.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.simulation.world.PlanMaker;
import io.vestnik.simulation.world.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@EnabledForJreRange(minVersion = 24)
class PastSeedsTest {
    private static List<String[]> seeds() throws IOException {
        try (InputStream file = Objects.requireNonNull(PastSeedsTest.class.getResourceAsStream("/seeds"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" ", -1))
                    .toList();
        }
    }

    private static void requireLawful(long seed, Profile profile) {
        RunResult result = SeedRun.of(PlanMaker.of(seed, profile), Long.MAX_VALUE, () -> true);
        assertThat(result.failure().map(failure -> result.violationLine() + ": " + failure.cause()))
                .isEmpty();
        assertThat(result.counts().sends()).as("the run has ended").isPresent();
    }

    @Test
    void no_run_that_violated_a_law_once_violates_one_again() throws IOException {
        for (String[] past : seeds()) {
            requireLawful(Long.parseLong(past[0]), Profile.valueOf(past[1]));
        }
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void a_seed_of_each_profile_violates_no_law(Profile profile) {
        requireLawful(1, profile);
    }
}
