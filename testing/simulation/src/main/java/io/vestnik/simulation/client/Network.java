package io.vestnik.simulation.client;

import io.vestnik.application.live.Resume;
import io.vestnik.application.messaging.SendMessage;
import java.time.Duration;
import java.util.function.Consumer;

/// The network and the clock as one client sees them. Answers and frames arrive in later steps.
public interface Network {
    /// The monotonic clock of the client, in nanoseconds.
    long nanos();

    /// Runs a task of the client after a delay.
    void later(Duration delay, String label, Runnable task);

    /// Connects to some node and says hello. The end of the connection is reported to `end`, also if no node is there.
    Line connect(Resume resume, SimulatedLink.ClientEnd end);

    /// Makes a request to some node. `answered` is called once.
    <T> void call(HttpCall<T> call, Consumer<HttpAnswer<T>> answered);

    /// Sends a message over HTTP. `answered` is called once.
    void send(SendMessage.Command command, Consumer<HttpAnswer<SendMessage.Outcome>> answered);

    /// The sending direction of a connection.
    @FunctionalInterface
    interface Line {
        /// Sends a frame to the node; a frame on an ended connection is lost.
        void send(FromClient frame);
    }
}
