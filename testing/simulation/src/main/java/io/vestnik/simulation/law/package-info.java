/// The laws of `docs/architecture.md` as checks of single observations, each at constant cost.
///
/// [io.vestnik.simulation.law.CommitOracle] receives each change at the moment when the store applies it. The other
/// checks compare with the oracle what a connection, an answer or a read of the store shows.
@NullMarked
package io.vestnik.simulation.law;

import org.jspecify.annotations.NullMarked;
