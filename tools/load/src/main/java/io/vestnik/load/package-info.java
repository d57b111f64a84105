/// The load tool: generates load on any server that implements version 1 of the protocol, measures the server, and
/// checks the laws (the promises of `docs/architecture.md`).
///
/// {@link io.vestnik.load.LoadTool} is the public entry point. One thread drives all connections through a selector,
/// and reads the few needed fields of a frame with code written by hand: on a machine with two cores, every microsecond
/// that the tool uses is missing in the measured server. The preparation and the final checks use `client-java`.
@NullMarked
package io.vestnik.load;

import org.jspecify.annotations.NullMarked;
