package io.vestnik.simulation.planted;

import java.io.IOException;
import java.nio.file.Path;

/// Runs simulations of the production code with other classes until a law is violated.
@FunctionalInterface
interface Simulator {
    /// Simulates one seed after another, at most the bound of steps, up to the first violation.
    ///
    /// @param classes the directory of the classes that replace production classes
    Finding run(PlantedBug bug, Path classes) throws IOException, InterruptedException;
}
