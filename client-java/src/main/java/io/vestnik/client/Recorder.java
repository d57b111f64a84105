package io.vestnik.client;

/// Sees everything that crosses the wire, for tests that hold it against the published schemas and for diagnosis.
///
/// Called on the thread that sent or received; it must be quick and must not throw. Bodies and frames hold tokens and
/// texts: what is kept of them is the recorder's responsibility.
public interface Recorder {

    /// Looks away.
    Recorder NONE = new Recorder() {};

    /// One request and its answer.
    default void exchanged(Exchange exchange) {}

    /// A text frame on its way to the server.
    default void frameSent(String text) {}

    /// A text frame that came, before anybody else sees it.
    default void frameReceived(String text) {}

    /// The end of a connection.
    default void closed(Closed closed) {}
}
