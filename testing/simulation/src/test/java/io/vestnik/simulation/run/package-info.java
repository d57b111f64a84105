@NullMarked
package io.vestnik.simulation.run;

import org.jspecify.annotations.NullMarked;
