package io.vestnik.faults;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/// Lets all waits of a module's tests check for their result every 5 ms from the first moment, instead of after 100 ms:
/// most results are there within a few milliseconds. JUnit finds this class by `META-INF/services`.
public final class FrequentPolling implements LauncherSessionListener {
    private static final Duration CHECK_EVERY = Duration.ofMillis(5);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(CHECK_EVERY);
    }
}
