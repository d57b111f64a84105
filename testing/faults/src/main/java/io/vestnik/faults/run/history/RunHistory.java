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
    /// @param effect what the fault may do to the stored data
    public void fault(String kind, DataEffect effect) {
        write("fault", line -> {
            line.writeStringField("kind", kind);
            line.writeBooleanField("mayLose", effect == DataEffect.LOSS);
            line.writeBooleanField("newEpoch", effect == DataEffect.NEW_EPOCH);
        });
    }

    /// Records the end of a fault that changes the epoch: the server has found the new epoch.
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
