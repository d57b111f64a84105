package io.vestnik.simulation.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

@EnabledForJreRange(minVersion = 24)
class SimulatedProcessTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private final Simulation simulation = new Simulation(3);
    private final SimulatedProcess process = simulation.newProcess("process");
    private final SimulatedProcess other = simulation.newProcess("other");
    private final SimulatedRuntime runtime = simulation.runtime(process);
    private final List<Long> ticks = new ArrayList<>();

    private void startTicking() {
        runtime.start("ticking", () -> {
            try {
                for (int i = 0; i < 10; i++) {
                    runtime.sleep(SECOND);
                    ticks.add(seconds());
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private long seconds() {
        return Duration.ofNanos(simulation.queue().nanos()).toSeconds();
    }

    private void run(Duration time) {
        simulation.run(Long.MAX_VALUE, time);
        simulation.requireNoFailure();
    }

    @Test
    void a_paused_process_does_nothing_until_it_is_resumed() {
        startTicking();
        run(Duration.ofMillis(2_500));
        process.pause();
        run(Duration.ofSeconds(10));
        assertThat(ticks).containsExactly(1L, 2L);
        process.resume();
        run(Duration.ofMillis(100));
        assertThat(ticks).containsExactly(1L, 2L, 12L);
        run(Duration.ofSeconds(60));
        assertThat(ticks).hasSize(10);
    }

    @Test
    void an_event_that_was_cancelled_during_a_pause_does_not_run() {
        Event event = simulation.queue().add(process, 0, "event", () -> ticks.add(seconds()));
        process.pause();
        run(SECOND);
        simulation.queue().cancel(event);
        process.resume();
        run(SECOND);
        assertThat(ticks).isEmpty();
    }

    @Test
    void events_of_a_pause_run_in_their_order() {
        process.pause();
        for (long i = 5; i > 0; i--) {
            long number = i;
            simulation.queue().add(process, number, "event", () -> ticks.add(number));
        }
        run(SECOND);
        process.resume();
        run(SECOND);
        assertThat(ticks).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void a_dead_process_never_runs_again() {
        startTicking();
        simulation.start(other, Duration.ofMillis(3_500), "kill", process::kill);
        run(Duration.ofSeconds(60));
        process.resume();
        startTicking();
        run(Duration.ofSeconds(60));
        assertThat(ticks).containsExactly(1L, 2L, 3L);
        assertThat(process.alive()).isFalse();
        assertThat(process.threadCount()).isZero();
    }

    @Test
    void a_thread_can_kill_its_process_at_any_point() {
        startTicking();
        simulation.start(process, Duration.ofMillis(3_500), "dying", () -> {
            runtime.dieHere();
            ticks.add(-1L);
        });
        run(Duration.ofSeconds(60));
        assertThat(ticks).containsExactly(1L, 2L, 3L);
    }

    @Test
    void other_processes_go_on() {
        process.kill();
        simulation.start(other, SECOND, "other", () -> ticks.add(seconds()));
        run(Duration.ofSeconds(2));
        assertThat(ticks).containsExactly(1L);
    }
}
