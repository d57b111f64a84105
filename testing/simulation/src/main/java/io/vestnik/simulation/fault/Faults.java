package io.vestnik.simulation.fault;

import io.vestnik.simulation.kernel.RandomStreams;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/// Decides on each occasion whether a fault happens, and counts the faults. Each kind has random numbers of its own, so
/// a window of one kind does not change the faults of the others.
public final class Faults {
    private static final int PERCENT = 100;

    private final Map<FaultKind, State> states = new EnumMap<>(FaultKind.class);

    private static final class State {
        private final SplittableRandom random;
        private int windows;
        private int percent;
        private int armed;
        private long count;

        State(SplittableRandom random) {
            this.random = random;
        }
    }

    /// @param random the random numbers of the simulation
    public Faults(RandomStreams random) {
        for (FaultKind kind : FaultKind.values()) {
            states.put(kind, new State(random.of("fault " + kind)));
        }
    }

    private State state(FaultKind kind) {
        return Objects.requireNonNull(states.get(kind), "every kind has a state");
    }

    // ---- what a plan or a test decides

    /// Opens a window: from now on a fault of this kind happens on some occasions. If windows overlap, the highest
    /// probability counts until the last window of the kind is closed.
    ///
    /// @param percent the probability for each occasion
    public void begin(FaultKind kind, int percent) {
        State state = state(kind);
        state.windows++;
        state.percent = Math.max(state.percent, percent);
    }

    /// Closes a window. No effect after [#endAll].
    public void end(FaultKind kind) {
        State state = state(kind);
        state.windows = Math.max(0, state.windows - 1);
        if (state.windows == 0) {
            state.percent = 0;
        }
    }

    /// Closes all windows.
    public void endAll() {
        states.values().forEach(state -> {
            state.windows = 0;
            state.percent = 0;
            state.armed = 0;
        });
    }

    /// Lets a fault of this kind happen on the next occasion.
    public void next(FaultKind kind) {
        state(kind).armed++;
    }

    // ---- on an occasion

    /// Decides whether a fault happens now, and counts it.
    public boolean hits(FaultKind kind) {
        State state = state(kind);
        boolean hit = false;
        if (state.armed > 0) {
            state.armed--;
            hit = true;
        } else if (state.percent > 0) {
            hit = state.random.nextInt(PERCENT) < state.percent;
        }
        if (hit) {
            state.count++;
        }
        return hit;
    }

    /// The time of the fault that happens now: short times are as likely as long ones.
    public Duration delay(FaultKind kind) {
        SplittableRandom random = state(kind).random;
        long min = kind.min().toNanos();
        long max = kind.max().toNanos();
        // Integers only, because the last digit of a power may depend on the compiler.
        int doublings = Long.SIZE - Long.numberOfLeadingZeros(max / Math.max(1, min));
        long upper = Math.clamp(min << random.nextInt(doublings + 1), min, max);
        return Duration.ofNanos(upper == min ? min : random.nextLong(min, upper));
    }

    /// One of two equally probable ways in which the fault that happens now takes effect.
    public boolean coin(FaultKind kind) {
        return state(kind).random.nextBoolean();
    }

    /// Counts a fault that did not need a decision.
    public void count(FaultKind kind) {
        state(kind).count++;
    }

    /// The number of faults of each kind so far.
    public Map<FaultKind, Long> counts() {
        Map<FaultKind, Long> counts = new EnumMap<>(FaultKind.class);
        states.forEach((kind, state) -> counts.put(kind, state.count));
        return counts;
    }
}
