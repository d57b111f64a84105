package io.vestnik.attacks.kit;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What an attack must have caused on every server that withstands it. An attack that caused less never attacked: its
/// accounts were wrong, its requests malformed, its connections refused. The suite fails it.
///
/// @param what the counted requests or answers, in words
/// @param codes answers that count, as {@link Tally#answered} got them; empty = sent requests
/// @param atLeast the expected number
/// @param length the shortest attack of which this is expected; zero = any
public record Expectation(String what, Set<String> codes, long atLeast, Duration length) {
    /// Half of the usual length of an attack. A short run has a fifth of that, on any machine.
    private static final Duration LONG = Duration.ofSeconds(10);

    /// @throws IllegalArgumentException when nothing is expected
    public Expectation {
        codes = Set.copyOf(codes);
        if (atLeast < 1) {
            throw new IllegalArgumentException("an expectation of " + atLeast + " " + what);
        }
    }

    /// Requests, frames or connections that the attack sent or opened.
    public static Expectation requests(long atLeast) {
        return new Expectation("requests", Set.of(), atLeast, Duration.ZERO);
    }

    /// Answers with one of these codes, together.
    public static Expectation answers(long atLeast, String... codes) {
        return new Expectation("answers " + String.join(" or ", codes), Set.of(codes), atLeast, Duration.ZERO);
    }

    /// The same expectation, of attacks that last at least ten seconds.
    public Expectation inLongRuns() {
        return new Expectation(what, codes, atLeast, LONG);
    }

    /// The same expectation of an attack that shares the attacker and the server with others.
    ///
    /// @param parts the number of attacks
    public Expectation shared(int parts) {
        return new Expectation(what, codes, Math.max(1, atLeast / parts), length);
    }

    /// The reason why the attack counts as vacuous; empty when the expectation is met.
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
