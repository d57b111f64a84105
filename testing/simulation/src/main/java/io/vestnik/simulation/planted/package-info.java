/// Bugs that are planted in the production code, to show that the simulation finds them.
///
/// Each bug is a patch of the sources in `testing/simulation/src/planted`, with a header. The patch is applied to a
/// copy of the sources, and the simulator runs with the changed classes first on its class path. A patch that does not
/// apply any more fails the run.
@NullMarked
package io.vestnik.simulation.planted;

import org.jspecify.annotations.NullMarked;
