package io.vestnik.simulation.world;

import java.util.List;

/// What happens in a world besides the usual work of its clients.
public enum Profile {
    /// Nothing fails.
    CALM,
    /// Notifications are lost, late or repeated, and nodes are cut off.
    BUS,
    /// Commits fail, take long or lose their answers, and reads fail or take long.
    STORE,
    /// Connections are slow, cut or half open.
    LINKS,
    /// The limits and budgets are small, and clients send in bursts.
    PRESSURE,
    /// Members come and go, while reads take long.
    MEMBERS,
    /// Nodes pause, drain and die, and clocks jump.
    RESTARTS,
    /// All of this.
    EVERYTHING;

    private static final List<Profile> ALL = List.of(values());

    /// The profile of a seed, unless another one is chosen.
    public static Profile of(long seed) {
        return ALL.get(Math.floorMod(seed, ALL.size()));
    }

    /// Whether a part of another profile belongs to this one, too.
    boolean has(Profile part) {
        return this == part || this == EVERYTHING;
    }
}
