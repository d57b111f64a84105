package io.vestnik.load;

import io.vestnik.client.VestnikException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What a run does when the server refuses a request for now.
///
/// @param withinLimits whether a rate limit is waited for; otherwise it ends the run
/// @param progress hears of each long wait
record Patience(boolean withinLimits, Consumer<String> progress) {
    private static final String RATE_LIMITED = "rate_limited";
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration WORTH_A_LINE = Duration.ofSeconds(5);

    /// Repeats a request until the server takes it, as long as it says that it may later.
    ///
    /// @throws LimitedException when a rate limit refuses it, and the run is not to keep within limits
    /// @throws VestnikException when it is refused for good
    <T> T ask(Supplier<T> request) {
        while (true) {
            try {
                return request.get();
            } catch (VestnikException e) {
                if (!e.retryable()) {
                    throw e;
                }
                boolean limited = e.code().equals(RATE_LIMITED);
                if (limited && !withinLimits) {
                    throw new LimitedException(e);
                }
                Duration asked = e.retryAfter();
                Duration pause = asked == null || asked.isZero() ? PAUSE : asked;
                if (limited && pause.compareTo(WORTH_A_LINE) >= 0) {
                    progress.accept(String.format(
                            Locale.ROOT,
                            "the server's limits ask to wait for %d s: %s",
                            pause.toSeconds(),
                            e.detail()));
                }
                Crowd.pause(pause);
            }
        }
    }
}
