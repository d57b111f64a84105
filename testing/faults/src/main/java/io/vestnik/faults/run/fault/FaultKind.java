package io.vestnik.faults.run.fault;

import io.vestnik.faults.run.history.DataEffect;
import io.vestnik.faults.run.system.TestedSystem;
import java.time.Duration;
import java.util.SplittableRandom;

/// A kind of fault.
///
/// @param name identifies the kind in reports
/// @param shortest the minimum time from the injection to the end of its cause
/// @param longest the maximum of that time
/// @param effect what the fault may do to the stored data
public record FaultKind(String name, Duration shortest, Duration longest, DataEffect effect, Injection injection) {
    /// Injects a fault.
    @FunctionalInterface
    public interface Injection {
        /// Injects the fault, and returns when it has taken effect. The processes and links that are affected are
        /// repaired by [TestedSystem#repair], everything else by the result.
        ///
        /// @return ends the cause of the fault; [#NOTHING] if a repair of the system does that
        /// @throws FaultNotPossibleException if the target of the fault does not exist at the moment
        Undo inject(TestedSystem system, SplittableRandom random) throws FaultNotPossibleException;
    }

    /// Ends the cause of a fault.
    @FunctionalInterface
    public interface Undo {
        /// Ends the cause of the fault.
        void run();
    }

    /// Makes a kind that loses no data and keeps the epoch.
    ///
    /// @param most the maximum time from the injection to the end of its cause, unless `bound` is shorter
    /// @param bound the maximum length of every fault of the run. It does not shorten `shortest`
    static FaultKind lossless(String name, Duration shortest, Duration most, Duration bound, Injection injection) {
        Duration bounded = most.compareTo(bound) < 0 ? most : bound;
        return new FaultKind(
                name, shortest, bounded.compareTo(shortest) < 0 ? shortest : bounded, DataEffect.NONE, injection);
    }

    /// Ends nothing.
    public static final Undo NOTHING = () -> {};

    /// A length between the shortest and the longest one. Short ones are more frequent.
    Duration length(SplittableRandom random) {
        double share = random.nextDouble();
        long range = longest.minus(shortest).toNanos();
        return shortest.plusNanos((long) (share * share * share * range));
    }
}
