package io.vestnik.simulation.planted;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the simulator has found in a planted bug.
sealed interface Finding {
    /// A violation.
    ///
    /// @param law its law, as the simulator names it
    /// @param step the step of the seed
    record Violated(String law, long seed, long step, String profile) implements Finding {
        private static final Pattern LINE =
                Pattern.compile("violation law=(\\S+) seed=(\\d+) step=(\\d+) profile=(\\S+).*");

        /// Reads a line of the simulator's output; empty if it reports no violation.
        static Optional<Violated> in(String line) {
            Matcher matcher = LINE.matcher(line);
            return matcher.matches()
                    ? Optional.of(new Violated(
                            matcher.group(1),
                            Long.parseLong(matcher.group(2)),
                            Long.parseLong(matcher.group(3)),
                            matcher.group(4)))
                    : Optional.empty();
        }
    }

    /// No violation within the bound of steps.
    record Nothing() implements Finding {}

    /// The simulator failed.
    ///
    /// @param reason the end of its output
    record Failed(String reason) implements Finding {}
}
