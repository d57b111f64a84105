package io.vestnik.client;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// How long to wait after a refusal that may pass: what the server asks for, and a little longer.
///
/// The surplus is drawn anew each time, so that many clients refused together do not come back together. It is never
/// negative: a client that comes too early is refused again.
///
/// @param random may be shared, if it is safe for many threads
record Pause(RandomGenerator random) {

    /// The contract's shortest; a server that asks for less is not obeyed.
    private static final Duration SHORTEST = Duration.ofMillis(100);

    /// Where the server does not say.
    private static final Duration UNSAID = Duration.ofMillis(500);

    /// More than any limit asks for; a larger value is a fault, and must neither overflow nor end a chat.
    private static final Duration LONGEST = Duration.ofHours(1);

    /// The surplus is at most this part of the pause, and at most {@link #SURPLUS_MAX}.
    private static final int SURPLUS_PART = 4;

    private static final Duration SURPLUS_MAX = Duration.ofMillis(250);

    /// @param asked what the refusal says; absent when it does not
    Duration after(@Nullable Duration asked) {
        Duration wanted = asked == null ? UNSAID : asked;
        Duration pause = wanted.compareTo(SHORTEST) < 0 ? SHORTEST : wanted;
        pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
        Duration part = pause.dividedBy(SURPLUS_PART);
        Duration surplusMax = part.compareTo(SURPLUS_MAX) > 0 ? SURPLUS_MAX : part;
        return pause.plusNanos(random.nextLong(surplusMax.toNanos() + 1));
    }
}
