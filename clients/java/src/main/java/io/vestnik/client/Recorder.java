package io.vestnik.client;

/// Receives everything that a client sends and receives, for diagnosis and for tests against the published schemas.
///
/// A recorder is called on the thread that sends or receives, so it must be fast and must not throw. Bodies and frames
/// contain tokens and message texts: an implementation must protect what it stores.
public interface Recorder {

    /// A recorder that ignores everything.
    Recorder NONE = new Recorder() {};

    /// An HTTP request was answered.
    default void exchanged(Exchange exchange) {}

    /// A text frame is about to be sent to the server.
    default void frameSent(String text) {}

    /// A text frame was received, and no other code has handled it yet.
    default void frameReceived(String text) {}

    /// A WebSocket ended.
    default void closed(Closed closed) {}
}
