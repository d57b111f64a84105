package io.vestnik.faults.run.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.faults.run.client.Problems;
import io.vestnik.faults.run.history.RunHistory;
import io.vestnik.faults.run.history.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests the injection of faults into a target that only notes the calls.
class InjectorTest {
    private static final FaultKind KIND = new FaultKind(
            "kind", Duration.ZERO, Duration.ZERO, false, (system, random) -> FaultKind.NOTHING);
    private static final Fault FAULT = new Fault(KIND, Duration.ZERO, Duration.ZERO);
    private static final Injector.Waits SHORT = new Injector.Waits(Duration.ofMillis(1), Duration.ofMillis(1));

    @TempDir
    private Path directory;

    private final Traffic traffic = new Traffic();
    private final Problems problems = new Problems();
    private final List<String> calls = new ArrayList<>();
    private List<String> notLive = List.of();
    private boolean possible = true;

    private final Injector injector = new Injector(
            new Injector.Target() {
                @Override
                public FaultKind.Undo inject(FaultKind kind) throws FaultNotPossibleException {
                    if (!possible) {
                        throw new FaultNotPossibleException("the target is missing");
                    }
                    calls.add("inject");
                    return () -> calls.add("undo");
                }

                @Override
                public List<String> repair() {
                    calls.add("repair");
                    return List.of();
                }

                @Override
                public List<String> notLive() {
                    // A send is acknowledged while the injector waits for the recovery.
                    traffic.acknowledged();
                    return notLive;
                }
            },
            traffic,
            problems,
            SHORT);

    private String run() throws IOException {
        try (RunHistory history = new RunHistory(directory)) {
            injector.inject(FAULT, history);
        }
        return Files.readString(directory.resolve("run.jsonl"));
    }

    private FaultCounts.Kind counts() {
        return injector.counts().kinds().getOrDefault("kind", new FaultCounts.Kind());
    }

    @Test
    void a_fault_without_a_send_in_flight_is_neither_injected_nor_counted() throws IOException {
        assertThat(run()).isBlank();
        assertThat(calls).isEmpty();
        assertThat(counts().injected()).isZero();
        assertThat(counts().idle()).isOne();
    }

    @Test
    void a_fault_is_recorded_undone_and_repaired() throws IOException {
        traffic.sending();
        traffic.sending();
        assertThat(run()).contains("\"e\":\"fault\",\"kind\":\"kind\"");
        assertThat(calls).startsWith("inject", "undo", "repair");
        assertThat(counts().injected()).isOne();
        assertThat(counts().sendsInFlight()).isEqualTo(2);
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void an_impossible_fault_is_not_counted_as_injected() throws IOException {
        traffic.sending();
        possible = false;
        assertThat(run()).isBlank();
        assertThat(counts().injected()).isZero();
        assertThat(counts().impossible()).isOne();
    }

    @Test
    void clients_that_do_not_come_back_are_a_problem() throws IOException {
        traffic.sending();
        notLive = List.of("raw");
        String unused = run();
        assertThat(problems.all()).anyMatch(problem -> problem.contains("not recovered") && problem.contains("raw"));
    }
}
