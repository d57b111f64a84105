/// The connections of the protocol. Every connection is a [Connection]: [Channel] has its phase and its output,
/// [Intake] reads its frames, [Requests] serves them, [Outbox] is the bounded queue to the client. [Sweep] is the one
/// thread that checks the time-outs of all connections.
@NullMarked
package io.vestnik.websocket.connection;

import org.jspecify.annotations.NullMarked;
