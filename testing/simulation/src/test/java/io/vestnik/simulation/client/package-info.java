@NullMarked
package io.vestnik.simulation.client;

import org.jspecify.annotations.NullMarked;
