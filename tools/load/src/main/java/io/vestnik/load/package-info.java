/// The load tool: drives any server that implements the wire contract, measures it, and checks the laws.
///
/// {@link io.vestnik.load.LoadTool} is the public entry. One thread drives all connections through a selector and a
/// hand-written reader of the few needed fields, because on two cores every microsecond spent here is taken from the
/// measured server. Setup and final checks use `client-java`.
@NullMarked
package io.vestnik.load;

import org.jspecify.annotations.NullMarked;
