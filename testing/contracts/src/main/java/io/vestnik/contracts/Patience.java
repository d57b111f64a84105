package io.vestnik.contracts;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/// The time that tests wait for asynchronous results. It is long enough for a busy machine.
public final class Patience {
    /// The maximum wait for a result.
    public static final Duration LIMIT = Duration.ofSeconds(30);

    private Patience() {}

    /// Begins a wait for a result.
    ///
    /// @param what names the result in the message of a failure
    public static ConditionFactory await(String what) {
        return Awaitility.await(what).pollInSameThread().atMost(LIMIT);
    }
}
