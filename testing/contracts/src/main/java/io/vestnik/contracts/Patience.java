package io.vestnik.contracts;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/// The time limit for asynchronous results in tests: enough for a busy machine, with frequent polling, since a result
/// is nearly always there at once.
public final class Patience {
    /// After this time a result is not expected any more.
    public static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Duration CHECK_EVERY = Duration.ofMillis(5);

    private Patience() {}

    /// A wait named `what`, which the failure message contains.
    public static ConditionFactory await(String what) {
        return Awaitility.await(what)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(CHECK_EVERY)
                .atMost(LIMIT);
    }
}
