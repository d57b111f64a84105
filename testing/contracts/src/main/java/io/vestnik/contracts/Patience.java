package io.vestnik.contracts;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/// The time that tests wait for asynchronous results. It is long enough for a busy machine. Results are polled
/// frequently, because most of them are available immediately.
public final class Patience {
    /// The maximum wait for a result.
    public static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Duration CHECK_EVERY = Duration.ofMillis(5);

    private Patience() {}

    /// Begins a wait for a result.
    ///
    /// @param what names the result in the message of a failure
    public static ConditionFactory await(String what) {
        return Awaitility.await(what)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(CHECK_EVERY)
                .atMost(LIMIT);
    }
}
