package io.vestnik.faults;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.pollinterval.IterativePollInterval;
import org.awaitility.pollinterval.PollInterval;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/// Lets all waits in a module's tests check for their result immediately, and then less and less often: after 5 ms at
/// first, in the end every 100 ms. By default Awaitility always checks every 100 ms, although most results are
/// available within a few milliseconds. JUnit finds this class by `META-INF/services`.
public final class FrequentPolling implements LauncherSessionListener {
    private static final Duration FIRST = Duration.ofMillis(5);
    private static final Duration LAST = Duration.ofMillis(100);

    /// The intervals between the checks of a wait. A check can be expensive, so a long wait must not check often.
    public static PollInterval intervals() {
        return IterativePollInterval.iterative(FrequentPolling::next, FIRST);
    }

    private static Duration next(Duration previous) {
        Duration next = previous.multipliedBy(5).dividedBy(4);
        return next.compareTo(LAST) < 0 ? next : LAST;
    }

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(intervals());
    }
}
