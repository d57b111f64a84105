package io.vestnik.faults.run.history;

import java.nio.file.Path;

/// The file with what happens to the run itself: its faults, and its end. Thread-safe.
public final class RunHistory implements AutoCloseable {
    private final History history;

    /// Creates the file in a directory.
    public RunHistory(Path directory) {
        this.history = History.ofRun(directory);
    }

    /// Records a fault, after it took effect.
    ///
    /// @param mayLose whether it may lose acknowledged messages
    public void fault(String kind, boolean mayLose) {
        write("fault", line -> {
            line.writeStringField("kind", kind);
            line.writeBooleanField("mayLose", mayLose);
        });
    }

    /// Records the end of a fault that may lose messages.
    public void settled() {
        write("settled", line -> {});
    }

    /// Records that all clients have stopped sending and that nothing is under way.
    public void quiet() {
        write("quiet", line -> {});
    }

    private void write(String event, History.Fields fields) {
        history.write(System.nanoTime(), History.NO_CONNECTION, event, fields);
    }

    @Override
    public void close() {
        history.close();
    }
}
