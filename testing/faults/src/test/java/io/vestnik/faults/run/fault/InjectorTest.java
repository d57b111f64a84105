package io.vestnik.faults.run.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.faults.run.client.Problems;
import io.vestnik.faults.run.history.DataEffect;
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
    private static final Injector.Waits SHORT =
            new Injector.Waits(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1));

    @TempDir
    private Path directory;

    private final Traffic traffic = new Traffic();
    private final Problems problems = new Problems();
    private final List<String> calls = new ArrayList<>();
    private List<String> notLive = List.of();
    private boolean possible = true;
    private boolean epochFound = true;

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
                public void expect(DataEffect effect) {
                    calls.add("expect " + effect);
                }

                @Override
                public boolean hasFoundEpoch() {
                    calls.add("found");
                    return epochFound;
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
        return run(DataEffect.NONE);
    }

    private String run(DataEffect effect) throws IOException {
        FaultKind kind =
                new FaultKind("kind", Duration.ZERO, Duration.ZERO, effect, (system, random) -> FaultKind.NOTHING);
        try (RunHistory history = new RunHistory(directory)) {
            injector.inject(new Fault(kind, Duration.ZERO, Duration.ZERO), history);
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
    void a_fault_that_keeps_the_epoch_waits_for_no_other_one() throws IOException {
        traffic.sending();
        assertThat(run()).contains("\"mayLose\":false,\"newEpoch\":false").doesNotContain("settled");
        assertThat(calls).doesNotContain("found").noneMatch(call -> call.startsWith("expect"));
    }

    @Test
    void a_fault_that_may_lose_is_settled_when_the_server_has_found_the_new_epoch() throws IOException {
        traffic.sending();
        assertThat(run(DataEffect.LOSS))
                .contains("\"mayLose\":true,\"newEpoch\":false")
                .contains("settled");
        assertThat(calls).startsWith("inject", "expect LOSS", "undo", "repair", "found");
        assertThat(counts().effect()).isEqualTo(DataEffect.LOSS);
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void a_server_that_does_not_find_the_new_epoch_is_a_problem() throws IOException {
        traffic.sending();
        epochFound = false;
        assertThat(run(DataEffect.NEW_EPOCH)).contains("\"mayLose\":false,\"newEpoch\":true");
        assertThat(problems.all()).anyMatch(problem -> problem.contains("did not find the new epoch"));
    }

    @Test
    void clients_that_do_not_come_back_are_a_problem() throws IOException {
        traffic.sending();
        notLive = List.of("raw");
        String unused = run();
        assertThat(problems.all()).anyMatch(problem -> problem.contains("not recovered") && problem.contains("raw"));
    }
}
