package io.vestnik.contracts;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// All operations of a store in random order, compared with a model that computes everything from scratch: crossing
/// messages, members who join, leave, rejoin or are alone, authors who left, repeated and reused keys.
///
/// Each run takes another walk. A failure prints the seed, and `-Dvestnik.walk.seed=…` repeats the walk.
public abstract class RandomWalkContract extends StoreContract {
    private static final String SEED = "vestnik.walk.seed";

    /// The number of steps of a run, most of which are several calls.
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
