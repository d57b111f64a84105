package io.vestnik.bootstrap.conversation;

import java.net.URI;

/// A server that people talk over, however it is run.
interface RunningServer extends AutoCloseable {
    /// Starts it and waits until it listens.
    RunningServer start();

    /// Asks it to stop, as `docker stop` does, and waits until it has.
    void stop();

    /// Where it listens; the same after every start.
    URI address();

    /// What it said since it was started last.
    String output();

    @Override
    void close();
}
