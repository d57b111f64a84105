@NullMarked
package io.vestnik.simulation.law;

import org.jspecify.annotations.NullMarked;
