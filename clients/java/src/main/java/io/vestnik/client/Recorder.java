package io.vestnik.client;

/// Receives all transmitted data, for tests against the published schemas and for diagnosis.
///
/// Called on the thread that sent or received; it must be fast and must not throw. Bodies and frames contain tokens and
/// texts: the recorder is responsible for what it stores.
public interface Recorder {

    /// Records nothing.
    Recorder NONE = new Recorder() {};

    /// One request and its response.
    default void exchanged(Exchange exchange) {}

    /// A text frame that is sent to the server.
    default void frameSent(String text) {}

    /// A received text frame, before any other code handles it.
    default void frameReceived(String text) {}

    /// The end of a connection.
    default void closed(Closed closed) {}
}
