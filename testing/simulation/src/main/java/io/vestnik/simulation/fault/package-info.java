/// The faults of a simulated world: of the store, of the bus and of links. A fault is injected on each occasion with a
/// probability, while a window of its kind is open, or once at the next occasion.
@NullMarked
package io.vestnik.simulation.fault;

import org.jspecify.annotations.NullMarked;
