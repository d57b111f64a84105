@NullMarked
package io.vestnik.simulation.fault;

import org.jspecify.annotations.NullMarked;
