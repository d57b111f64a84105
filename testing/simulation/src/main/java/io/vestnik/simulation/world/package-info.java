/// A simulated world: nodes with their production classes over one database in memory, the clients of their users, the
/// actions that happen to them, and the checks of the whole.
@NullMarked
package io.vestnik.simulation.world;

import org.jspecify.annotations.NullMarked;
