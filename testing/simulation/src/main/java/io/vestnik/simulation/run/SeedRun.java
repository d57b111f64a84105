package io.vestnik.simulation.run;

import io.vestnik.checker.CheckReport;
import io.vestnik.simulation.kernel.Simulation;
import io.vestnik.simulation.world.Plan;
import io.vestnik.simulation.world.QuietCheck;
import io.vestnik.simulation.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// The run of one plan: its actions and faults, then a time without faults, then the checks of the quiet world.
public final class SeedRun {
    /// The number of steps between two checks of the whole database.
    static final int STEPS_BETWEEN_CHECKS = 10_000;

    /// The time after which every client has caught up when faults have stopped: a node compares itself with the store
    /// every 30 s.
    private static final Duration QUIET_AFTER = Duration.ofSeconds(35);

    /// The time in which one more message reaches every client, without faults.
    private static final Duration PROBE = Duration.ofSeconds(12);

    /// The time after which a node holds nothing for users who are offline.
    private static final Duration OFFLINE = Duration.ofSeconds(15);

    /// The time after which a stopped node has no threads.
    private static final Duration STOP = Duration.ofSeconds(30);

    private static final int STEPS_SHOWN = 200;

    private final World world;
    private final Simulation simulation;
    private final long stepsMax;
    private final BooleanSupplier goesOn;
    private long nextCheck = STEPS_BETWEEN_CHECKS;
    private Optional<CheckReport> report = Optional.empty();

    private SeedRun(Plan plan, long stepsMax, BooleanSupplier goesOn) {
        this.world = new World(plan);
        this.simulation = world.simulation();
        this.stepsMax = stepsMax;
        this.goesOn = goesOn;
    }

    /// Runs a plan until its end, or until a violation.
    ///
    /// @param stepsMax the run ends without its last checks after this number of steps
    /// @param goesOn asked every 10,000 steps; if false, the run ends without its last checks
    public static RunResult of(Plan plan, long stepsMax, BooleanSupplier goesOn) {
        SeedRun run = new SeedRun(plan, stepsMax, goesOn);
        try {
            run.run();
        } catch (RuntimeException | AssertionError e) {
            run.simulation.fail("the checks", e);
        }
        return run.result();
    }

    private void run() {
        world.start();
        if (!advance(world.plan().length())) {
            return;
        }
        world.recover();
        if (!advance(QUIET_AFTER)) {
            return;
        }
        QuietCheck quiet = world.quiet();
        quiet.requireEqualViews();
        world.calm();
        quiet.probe();
        if (!advance(PROBE)) {
            return;
        }
        quiet.requireEqualViews();
        world.checkDatabase();
        report = Optional.of(quiet.requireLawfulHistories());
        quiet.disconnectAll();
        if (!advance(OFFLINE)) {
            return;
        }
        quiet.requireNothingHeld();
        quiet.stopNodes();
        if (advance(STOP)) {
            quiet.requireNoThreads();
        }
    }

    /// Lets virtual time pass.
    ///
    /// @return whether all of it has passed, without a violation
    private boolean advance(Duration length) {
        long until = simulation.queue().nanos() + length.toNanos();
        while (simulation.failure().isEmpty() && simulation.queue().nanos() < until && hasSteps()) {
            long steps = Math.min(nextCheck, stepsMax) - simulation.queue().steps();
            simulation.run(steps, Duration.ofNanos(until - simulation.queue().nanos()));
            if (simulation.queue().steps() >= nextCheck) {
                nextCheck += STEPS_BETWEEN_CHECKS;
                world.checkDatabase();
            }
        }
        return simulation.failure().isEmpty() && simulation.queue().nanos() >= until;
    }

    private boolean hasSteps() {
        return simulation.queue().steps() < stepsMax && goesOn.getAsBoolean();
    }

    private RunResult result() {
        RunResult.Counts counts = new RunResult.Counts(
                simulation.queue().steps(),
                Duration.ofNanos(simulation.queue().nanos()),
                world.changes(),
                report.map(CheckReport::sends),
                world.faults().counts());
        Optional<Simulation.Failure> failure = simulation.failure();
        return new RunResult(
                world.plan(),
                counts,
                simulation.trace().hash(),
                failure,
                failure.isPresent() ? simulation.trace().last(STEPS_SHOWN) : List.of());
    }
}
