package io.vestnik.load;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/// Measures idle connections: how fast they open, how much memory of the server each takes, and whether all stay open.
final class IdleRun {

    /// The number of connections that are opened before memory is measured. The measurement then does not count what
    /// the server loads only once.
    private static final int FIRST = 200;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final Duration SETTLE = Duration.ofSeconds(3);

    private final Stage stage;
    private final Run run;
    private final Listeners listeners;

    IdleRun(Stage stage) {
        this.stage = stage;
        this.run = stage.run;
        this.listeners = new Listeners(stage, stage.register(stage.plan.people()), now -> {});
    }

    LoadReport run() {
        int connections = stage.plan.connections();
        int first = Math.min(FIRST, connections / 2);
        listeners.open(first);
        if (stage.meter.residentBytes().isPresent()) {
            Crowd.pause(SETTLE);
        }
        stage.weighHeap();
        OptionalLong before = stage.meter.residentBytes();
        long began = System.nanoTime();
        listeners.open(connections - first);
        double opensPerSecond = (connections - first) / ((System.nanoTime() - began) / NANOS_PER_SECOND);
        stage.progress(String.format(Locale.ROOT, "%,d connections are live", connections));
        stage.measure();
        Crowd.pause(stage.plan.duration());
        stage.measured();
        OptionalLong after = stage.meter.residentBytes();
        stage.weighHeap();
        stage.loop.call(() -> run.over = true);
        Long each = before.isEmpty() || after.isEmpty()
                ? null
                : (after.getAsLong() - before.getAsLong()) / (connections - first);
        return stage.report(0, 0, new LoadReport.Idle(connections, opensPerSecond, each), List.of(), List.of());
    }
}
