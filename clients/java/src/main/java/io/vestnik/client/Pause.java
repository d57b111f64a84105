package io.vestnik.client;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The pause after a retryable refusal: the time that the server requests, and a little more.
///
/// The surplus is random, so that clients that were refused together do not retry together. It is never negative: a
/// client that retries too early is refused again.
///
/// @param random may be shared if it is thread-safe
record Pause(RandomGenerator random) {

    /// The contract's minimum; a shorter request is not obeyed.
    private static final Duration SHORTEST = Duration.ofMillis(100);

    /// Used if the server requests no time.
    private static final Duration UNSAID = Duration.ofMillis(500);

    /// More than any limit requires; a larger value is an error, and must neither overflow nor block a chat for good.
    private static final Duration LONGEST = Duration.ofHours(1);

    /// The surplus is at most this fraction of the pause, and at most {@link #SURPLUS_MAX}.
    private static final int SURPLUS_PART = 4;

    private static final Duration SURPLUS_MAX = Duration.ofMillis(250);

    /// @param asked the requested time; absent if there is none
    Duration after(@Nullable Duration asked) {
        Duration wanted = asked == null ? UNSAID : asked;
        Duration pause = wanted.compareTo(SHORTEST) < 0 ? SHORTEST : wanted;
        pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
        Duration part = pause.dividedBy(SURPLUS_PART);
        Duration surplusMax = part.compareTo(SURPLUS_MAX) > 0 ? SURPLUS_MAX : part;
        return pause.plusNanos(random.nextLong(surplusMax.toNanos() + 1));
    }
}
