package io.vestnik.faults;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/// Lets all waits in a module's tests check for their result immediately and then every 5 ms. By default Awaitility
/// checks every 100 ms, although most results are available within a few milliseconds. JUnit finds this class by
/// `META-INF/services`.
public final class FrequentPolling implements LauncherSessionListener {
    private static final Duration CHECK_EVERY = Duration.ofMillis(5);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(CHECK_EVERY);
    }
}
