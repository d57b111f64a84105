/// The load tool: drives any server that speaks the wire contract, measures it, and holds what it saw against the laws.
///
/// {@link io.vestnik.load.LoadTool} is the door. One thread drives all connections through a selector and a
/// hand-written reader of the few fields that matter, because on two cores every microsecond spent here is taken from
/// the server that is measured; setting up and looking things over goes through `client-java`.
@NullMarked
package io.vestnik.load;

import org.jspecify.annotations.NullMarked;
