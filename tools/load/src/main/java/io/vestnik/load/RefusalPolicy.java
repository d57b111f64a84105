package io.vestnik.load;

import io.vestnik.client.VestnikException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Decides how a run reacts to temporary refusals.
///
/// @param withinLimits whether the run waits for a rate limit; otherwise a refusal by the limit ends the run
/// @param progress receives a line for each long wait
record RefusalPolicy(boolean withinLimits, Consumer<String> progress) {
    private static final String RATE_LIMITED = "rate_limited";
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration WORTH_A_LINE = Duration.ofSeconds(5);

    /// Repeats a request until it succeeds, as long as its refusals are retryable.
    ///
    /// @throws LimitedException if a rate limit refuses the request, and the run does not wait for limits
    /// @throws VestnikException if the request is refused for good
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
                            "the server's limits require a wait of %d s: %s",
                            pause.toSeconds(),
                            e.detail()));
                }
                Crowd.pause(pause);
            }
        }
    }
}
