package io.vestnik.client;

/// Receives the events of a {@link ResilientClient}. Frames are passed one at a time, on the thread that reads the
/// connection.
///
/// An implementation must not block.
public interface ClientListener {

    /// A listener that ignores everything.
    ClientListener NONE = new ClientListener() {};

    /// The connection state of the client has changed.
    default void state(State state) {}

    /// An event arrived. If it has a version, the view of the chat already contains it.
    default void event(ServerFrame.Event event) {}

    /// The tokens were refreshed. This method is called before the new tokens are used, so that the listener can store
    /// them.
    default void session(Session session) {}

    /// The server violated the protocol, for example by omitting a version. The client repairs its view without help.
    default void broken(Anomaly anomaly) {}

    /// The connection state of a client.
    sealed interface State {
        /// The client is connecting to the server, or receives the changes that it missed.
        record Connecting() implements State {}

        /// The client is up to date and receives events as they happen.
        record Live() implements State {}

        /// The client waits before its next attempt to connect.
        record Offline(String why) implements State {}

        /// The client has stopped and does not reconnect. Possible reasons: the device was logged out or revoked, the
        /// server refused the token or a frame, a newer connection replaced this one, or the program closed the client.
        record Stopped(String why) implements State {}
    }
}
