/// The kernel of the simulation: virtual time, an ordered queue of events, and threads that run one at a time.
///
/// One platform thread takes the events of [io.vestnik.simulation.kernel.EventQueue] in order of virtual time. Threads
/// of production code are virtual threads whose scheduler is this queue, so at most one of them runs at any time.
/// Everything random comes from [io.vestnik.simulation.kernel.RandomStreams]. So a run depends only on its seed.
@NullMarked
package io.vestnik.simulation.kernel;

import org.jspecify.annotations.NullMarked;
