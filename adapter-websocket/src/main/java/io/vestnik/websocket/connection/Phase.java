package io.vestnik.websocket.connection;

import io.vestnik.application.live.LiveSession;
import java.util.Optional;

/// The phase of a connection. The value of a phase contains the objects that exist in this phase, so that one write
/// publishes the phase and its objects.
sealed interface Phase {
    /// The handshake is not complete: there is no socket to write to.
    record Opening() implements Phase {}

    /// The connection is closed.
    record Closed() implements Phase {}

    /// A phase with a socket.
    sealed interface Open extends Phase {
        Link link();
    }

    /// The connection is open, and the first frame has not arrived.
    record AwaitingHello(Link link) implements Open {}

    /// The token of `hello` is being checked.
    record Authenticating(Link link) implements Open {}

    /// The connection receives events and serves requests.
    record Authenticated(Link link, LiveSession live) implements Open {}

    /// The close frame is queued or sent.
    ///
    /// @param live the live session to close with the connection; empty if there was none
    /// @param cutAtNanos the monotonic time at which the connection is cut if the peer's close frame has not arrived
    record Closing(Link link, Optional<LiveSession> live, long cutAtNanos) implements Open {}
}
