package io.vestnik.client;

/// Hears what happens to a {@link ResilientClient}: one call at a time for frames, on the thread that reads.
///
/// An implementation must not block; the view is up to date when it is called.
public interface ClientListener {

    /// Hears nothing.
    ClientListener NONE = new ClientListener() {};

    /// Where the client stands now.
    default void state(State state) {}

    /// Something happened; for what moves a chat's cursor the view has it already.
    default void event(ServerFrame.Event event) {}

    /// Successor tokens, to be kept where they survive a restart, before they are used.
    default void session(Session session) {}

    /// The server broke a promise, such as a version that was left out; the client repairs it by itself.
    default void broken(Anomaly anomaly) {}

    /// Where a client stands.
    sealed interface State {
        /// On its way to a server.
        record Connecting() implements State {}

        /// Up to date, everything comes as it happens.
        record Live() implements State {}

        /// Between two tries.
        record Offline(String why) implements State {}

        /// For good: signed out, revoked, replaced, or closed by its owner.
        record Stopped(String why) implements State {}
    }
}
