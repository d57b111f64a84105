@NullMarked
package io.vestnik.simulation.kernel;

import org.jspecify.annotations.NullMarked;
