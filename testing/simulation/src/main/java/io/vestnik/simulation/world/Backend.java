package io.vestnik.simulation.world;

import io.vestnik.memory.MemoryDatabase;
import io.vestnik.simulation.fault.Faults;
import io.vestnik.simulation.fault.FaultyCommits;
import io.vestnik.simulation.fault.Pauses;
import io.vestnik.simulation.fault.SimulatedBus;
import io.vestnik.simulation.kernel.SimulatedProcess;
import io.vestnik.simulation.kernel.Simulation;

/// What the nodes of a world share.
///
/// @param process the process of the database
/// @param commits performs the commits of `database`
record Backend(
        Simulation simulation,
        SimulatedProcess process,
        Faults faults,
        FaultyCommits commits,
        MemoryDatabase database,
        Population population,
        SimulatedBus bus) {
    Pauses pauses() {
        return new Pauses(simulation);
    }
}
