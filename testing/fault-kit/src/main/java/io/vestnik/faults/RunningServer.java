package io.vestnik.faults;

import java.net.URI;

/// A server for end-to-end tests, on any platform.
public interface RunningServer extends AutoCloseable {
    /// Starts the server and waits until it listens.
    RunningServer start();

    /// Stops the server as `docker stop` does, and waits for its end.
    void stop();

    /// Whether the server was started and has not ended.
    boolean isAlive();

    /// The server's address. It stays the same after every start.
    URI address();

    /// The server's output since its last start.
    String output();

    @Override
    void close();
}
