@NullMarked
package io.vestnik.simulation.planted;

import org.jspecify.annotations.NullMarked;
