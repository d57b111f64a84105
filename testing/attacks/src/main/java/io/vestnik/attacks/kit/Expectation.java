package io.vestnik.attacks.kit;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What an attack must have caused on every server that withstands it. An attack that caused less proves nothing: its
/// accounts were wrong, its requests malformed, or its connections refused. Such an attack fails the suite.
///
/// @param what the counted requests or answers, in words
/// @param codes the codes of the answers that count, as passed to {@link Tally#answered}; empty = the sent requests
///     count
/// @param atLeast the expected number
/// @param length the length that an attack must have for this to be expected; zero = any
public record Expectation(String what, Set<String> codes, long atLeast, Duration length) {
    /// The length of an attack from which [#inLongRuns] applies: half of the default length. Attacks of a short run are
    /// shorter.
    private static final Duration LONG = Duration.ofSeconds(10);

    /// @throws IllegalArgumentException when nothing is expected
    public Expectation {
        codes = Set.copyOf(codes);
        if (atLeast < 1) {
            throw new IllegalArgumentException("an expectation of " + atLeast + " " + what);
        }
    }

    /// Expects that the attack sent at least this number of requests or frames, or opened at least this number of
    /// connections.
    public static Expectation requests(long atLeast) {
        return new Expectation("requests", Set.of(), atLeast, Duration.ZERO);
    }

    /// Expects at least this number of answers with any of these codes.
    public static Expectation answers(long atLeast, String... codes) {
        return new Expectation("answers " + String.join(" or ", codes), Set.of(codes), atLeast, Duration.ZERO);
    }

    /// A copy of this expectation that applies only to attacks of at least ten seconds.
    public Expectation inLongRuns() {
        return new Expectation(what, codes, atLeast, LONG);
    }

    /// A copy of this expectation for an attack that runs at the same time as others: the number is divided by `parts`.
    ///
    /// @param parts the number of attacks at the same time
    public Expectation shared(int parts) {
        return new Expectation(what, codes, Math.max(1, atLeast / parts), length);
    }

    /// The reason why the attack counts as vacuous. Empty if the expectation is met, or if the attack was too short for
    /// it.
    ///
    /// @param attacked how long the attack lasted
    public Optional<String> unmet(Tally tally, Duration attacked) {
        long caused = codes.isEmpty()
                ? tally.requests()
                : codes.stream().mapToLong(tally::count).sum();
        if (caused >= atLeast || attacked.compareTo(length) < 0) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "vacuous: %d %s, at least %d expected; it sent %d requests, which were answered %s",
                caused,
                what,
                atLeast,
                tally.requests(),
                tally.answers()));
    }
}
