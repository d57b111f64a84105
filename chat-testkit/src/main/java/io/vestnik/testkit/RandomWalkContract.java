package io.vestnik.testkit;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Everything a store can be asked, in any order, against a model that works everything out the long way: crossing
/// messages, joiners, leavers, people who come back, somebody alone, authors who are gone, repeats, reused keys.
///
/// Each run takes another way. A failure names the seed, and `-Dvestnik.walk.seed=…` takes the same way again.
public abstract class RandomWalkContract extends StoreContract {
    private static final String SEED = "vestnik.walk.seed";

    /// How many steps a run takes, several calls in most of them.
    protected int steps() {
        return 2_000;
    }

    @Test
    void a_random_walk_finds_the_store_always_as_the_model_says() {
        long seed = Long.getLong(SEED, System.nanoTime());
        try {
            new RandomWalk(store(), this::person, new Random(seed)).run(steps());
        } catch (AssertionError e) {
            throw new AssertionError(
                    String.format(Locale.ROOT, "random walk with -D%s=%d, %s", SEED, seed, e.getMessage()), e);
        }
    }
}
