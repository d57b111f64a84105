package io.vestnik.contracts;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Calls all operations of a store in random order, and compares the results with a model that computes everything from
/// scratch. The run covers concurrent messages; members who join, leave, rejoin or are alone; authors who left; and
/// repeated and reused keys.
///
/// Each run makes other random choices. A failure prints the seed, and `-Dvestnik.walk.seed=…` repeats the run.
public abstract class RandomWalkContract extends StoreContract {
    private static final String SEED = "vestnik.walk.seed";

    /// The number of steps of a run. Most steps consist of several calls.
    protected int steps() {
        return 2_000;
    }

    @Test
    void a_random_walk_finds_the_store_equal_to_the_model() {
        long seed = Long.getLong(SEED, System.nanoTime());
        try {
            new RandomWalk(store(), this::person, new Random(seed)).run(steps());
        } catch (AssertionError e) {
            throw new AssertionError(
                    String.format(Locale.ROOT, "random walk with -D%s=%d, %s", SEED, seed, e.getMessage()), e);
        }
    }
}
