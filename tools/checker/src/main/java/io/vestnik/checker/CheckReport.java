package io.vestnik.checker;

import java.util.List;
import java.util.Map;

/// The result of a check.
///
/// @param messagesCompared the number of messages in the histories that were read at the end
/// @param violations the number of violations of each law, including those with none
/// @param examples descriptions of the first few violations
/// @param faults the faults by kind
public record CheckReport(
        Sends sends,
        long messagesCompared,
        Map<Law, Long> violations,
        List<String> examples,
        Map<String, FaultTimes> faults) {

    /// The sends of a run.
    ///
    /// @param begun the number of different messages that clients sent
    /// @param acknowledged the number of messages that were acknowledged
    /// @param unknown the number of messages of which an attempt ended without a definite answer
    /// @param unknownStored how many of the unknown ones the history has
    /// @param lostByFault the number of acknowledged messages that a fault lost that may lose messages
    /// @param unchecked the number of acknowledged messages whose chat no client read at the end
    public record Sends(
            long begun, long acknowledged, long unknown, long unknownStored, long lostByFault, long unchecked) {

        Sends plus(Sends other) {
            return new Sends(
                    begun + other.begun,
                    acknowledged + other.acknowledged,
                    unknown + other.unknown,
                    unknownStored + other.unknownStored,
                    lostByFault + other.lostByFault,
                    unchecked + other.unchecked);
        }
    }

    /// The faults of one kind.
    ///
    /// @param count the number of faults
    /// @param inFlight how many of them happened while a send was unanswered
    /// @param notRecovered the number of faults that no acknowledgement followed
    /// @param p50Nanos the median time to the next acknowledgement
    /// @param p99Nanos the 99th percentile of that time
    /// @param worstNanos the longest of these times
    public record FaultTimes(
            long count, long inFlight, long notRecovered, long p50Nanos, long p99Nanos, long worstNanos) {}

    /// Whether no law was violated.
    public boolean isLawful() {
        return violations.values().stream().allMatch(count -> count == 0);
    }
}
