package io.vestnik.simulation.run;

import io.vestnik.simulation.world.PlanMaker;
import io.vestnik.simulation.world.Profile;
import java.util.List;
import java.util.stream.LongStream;

/// Runs the first steps of some seeds, as a program: it prints the hash of the trace of each seed.
final class WorldHashes {
    private static final int SEEDS = 20;
    private static final long STEPS = 10_000;

    private WorldHashes() {}

    /// Prints one line for each seed.
    public static void main(String[] arguments) {
        of().forEach(System.out::println);
    }

    /// One line for each seed, with its hash.
    static List<String> of() {
        return LongStream.range(0, SEEDS)
                .mapToObj(seed -> SeedRun.of(PlanMaker.of(seed, Profile.of(seed)), STEPS, () -> true))
                .map(RunResult::json)
                .toList();
    }
}
