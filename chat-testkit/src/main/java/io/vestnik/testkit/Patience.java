package io.vestnik.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/// How long tests wait for what has to come: long enough for a busy machine, and looking often, since nearly always it
/// is there at once.
public final class Patience {
    /// When something has not come by then, it does not come.
    public static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Duration LOOK_EVERY = Duration.ofMillis(5);

    private Patience() {}

    /// Waits for `what`, which names it when it does not come.
    public static ConditionFactory await(String what) {
        return Awaitility.await(what)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK_EVERY)
                .atMost(LIMIT);
    }
}
