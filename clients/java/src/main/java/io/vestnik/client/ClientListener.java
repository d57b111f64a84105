package io.vestnik.client;

/// Receives the events of a {@link ResilientClient}: one call at a time for frames, on the thread that reads.
///
/// An implementation must not block. The view is already updated when the listener is called.
public interface ClientListener {

    /// Ignores all events.
    ClientListener NONE = new ClientListener() {};

    /// The client changed its state.
    default void state(State state) {}

    /// An event arrived. If it moves a chat's cursor, the view already contains it.
    default void event(ServerFrame.Event event) {}

    /// The tokens were refreshed. Called before their use, so that the listener can persist them.
    default void session(Session session) {}

    /// The server violated a guarantee, such as by an omitted version; the client repairs its view by itself.
    default void broken(Anomaly anomaly) {}

    /// The connection state of a client.
    sealed interface State {
        /// Connecting to the server.
        record Connecting() implements State {}

        /// Up to date; events arrive live.
        record Live() implements State {}

        /// Between two attempts.
        record Offline(String why) implements State {}

        /// Stopped for good: signed out, revoked, replaced, or closed by the program.
        record Stopped(String why) implements State {}
    }
}
