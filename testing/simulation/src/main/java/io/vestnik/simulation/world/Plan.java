package io.vestnik.simulation.world;

import java.time.Duration;
import java.util.List;

/// Everything that happens in a world, made from a seed before it happens.
///
/// @param seed also decides the delays and whether each fault happens
/// @param actions in order of time
/// @param length the time after which faults stop
public record Plan(long seed, Profile profile, WorldSettings settings, List<Action> actions, Duration length) {
    /// Copies `actions`.
    public Plan {
        actions = List.copyOf(actions);
    }

    /// The same with other actions.
    public Plan with(List<Action> others) {
        return new Plan(seed, profile, settings, others, length);
    }

    /// A world of a test: nothing happens in it but what the test does, which may be any fault.
    public static Plan empty(long seed, int nodes, int users) {
        WorldSettings settings = new WorldSettings(nodes, users, users, false);
        return new Plan(seed, Profile.EVERYTHING, settings, List.of(), Duration.ZERO);
    }
}
