package io.vestnik.simulation.fault;

import io.vestnik.simulation.kernel.SimulatedRuntime;
import io.vestnik.simulation.kernel.Simulation;
import java.time.Duration;

/// Pauses the simulated thread of any process.
///
/// @param simulation knows the running thread
public record Pauses(Simulation simulation) {

    /// Waits. An interrupt ends the wait and stays set.
    public void pause(Duration pause) {
        SimulatedRuntime runtime = simulation.current();
        try {
            runtime.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
