@NullMarked
package io.vestnik.simulation.world;

import org.jspecify.annotations.NullMarked;
