/// Runs of seeds: the program, the run of one seed, and the search for a shorter run with the same violation.
@NullMarked
package io.vestnik.simulation.run;

import org.jspecify.annotations.NullMarked;
