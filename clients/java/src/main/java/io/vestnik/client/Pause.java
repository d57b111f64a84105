package io.vestnik.client;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Computes the pause after a temporary refusal: the time that the server requested, plus a random surplus.
///
/// The surplus prevents clients that were refused together from retrying together. It is never negative, because a
/// client that retries too early is refused again.
///
/// @param random the source of the surplus; thread-safe if threads share this object
record Pause(RandomGenerator random) {

    /// The minimum pause of the protocol. It is used if the server requests a shorter pause.
    private static final Duration SHORTEST = Duration.ofMillis(100);

    /// The pause if the server requests no pause.
    private static final Duration PAUSE_DEFAULT = Duration.ofMillis(500);

    /// The maximum pause, longer than any limit requires. A longer requested pause is an error of the server. It is
    /// shortened to this maximum, so that it neither overflows nor blocks a chat for good.
    private static final Duration LONGEST = Duration.ofHours(1);

    /// The pause is divided by this number to get the maximum surplus. The surplus is also at most {@link
    /// #SURPLUS_MAX}.
    private static final int SURPLUS_PART = 4;

    private static final Duration SURPLUS_MAX = Duration.ofMillis(250);

    /// @param asked the pause that the server requested; null = none
    Duration after(@Nullable Duration asked) {
        Duration wanted = asked == null ? PAUSE_DEFAULT : asked;
        Duration pause = wanted.compareTo(SHORTEST) < 0 ? SHORTEST : wanted;
        pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
        Duration part = pause.dividedBy(SURPLUS_PART);
        Duration surplusMax = part.compareTo(SURPLUS_MAX) > 0 ? SURPLUS_MAX : part;
        return pause.plusNanos(random.nextLong(surplusMax.toNanos() + 1));
    }
}
