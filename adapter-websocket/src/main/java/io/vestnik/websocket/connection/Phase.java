package io.vestnik.websocket.connection;

import io.vestnik.application.live.LiveSession;
import java.util.Optional;

/// The phase of a connection. A phase comes with the parts that exist in it, so that one write publishes both.
sealed interface Phase {
    /// The handshake is not complete: there is no socket to write to.
    record Opening() implements Phase {}

    /// The connection is closed.
    record Closed() implements Phase {}

    /// A phase with a socket.
    sealed interface Open extends Phase {
        Link link();
    }

    /// The first frame has not arrived.
    record AwaitingHello(Link link) implements Open {}

    /// The token of `hello` is checked.
    record Authenticating(Link link) implements Open {}

    /// The connection receives events and serves requests.
    record Greeted(Link link, LiveSession live) implements Open {}

    /// The close frame is queued or sent.
    ///
    /// @param live to be closed with the connection; empty if there was none
    /// @param cutAtNanos when the connection is cut without the peer's close frame
    record Closing(Link link, Optional<LiveSession> live, long cutAtNanos) implements Open {}
}
