package io.vestnik.attacks.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.attacks.kit.AttackOrder;
import io.vestnik.attacks.kit.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// One attack on a running server, with its bystanders.
///
/// @param network the second byte of the attacker's loopback addresses
record Trial(Trials.Settings settings, AttackedServer server, int network) {
    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(50);

    /// The error code for a failure that the server did not expect. No request may cause it.
    private static final String INTERNAL = "internal";

    Outcome run(String attack) throws InterruptedException {
        try {
            return attack(attack);
        } catch (IOException | IllegalStateException e) {
            List<String> problems = new ArrayList<>();
            problems.add((server.isAlive() ? "" : "the server died: " + server.exit() + ": ") + e.getMessage());
            problems.addAll(server.errors());
            return new Outcome(
                    attack,
                    0,
                    Map.of(),
                    Latencies.Summary.NONE,
                    new Outcome.Attacked(Latencies.Summary.NONE, Latencies.Summary.NONE, Latencies.Summary.NONE),
                    new Outcome.Memory(server.residentPeakBytes(), OptionalLong.empty()),
                    problems);
        }
    }

    private Outcome attack(String attack) throws IOException, InterruptedException {
        AttackOrder order = new AttackOrder(attack, server.port(), network, settings.length(), settings.shortRun());
        try (Bystander bystander = Bystander.start(server.port(), settings.loginMax());
                HeapMeter heap = HeapMeter.start(server.port());
                AttackerProcess attacker = AttackerProcess.start(settings.attackerClass(), order, server.database())) {
            attacker.awaitReady();
            Pause.of(WARM_UP);
            long idleFrom = System.nanoTime();
            Pause.of(settings.idle());
            // Failures before this point do not count: seeding millions of rows may delay requests.
            int failuresBefore = bystander.failures().size();
            long from = System.nanoTime();
            attacker.command(AttackerProcess.GO);
            OptionalLong residentBytes = awaitEnd(from);
            long to = System.nanoTime();
            List<String> problems = new ArrayList<>();
            if (!server.isAlive()) {
                problems.add("the server died after " + (to - from) / 1_000_000 + " ms: " + server.exit());
            }
            attacker.command(AttackerProcess.STOP);
            Optional<JsonNode> result = attacker.result();
            finish(bystander, problems);
            Latencies.Summary sends = bystander.sends().between(from, to);
            Latencies.Summary reads = bystander.reads().between(from, to);
            Latencies.Summary logins = bystander.logins().between(from, to);
            checkLatency("send", sends, settings.latencyMax(), problems);
            checkLatency("read", reads, settings.latencyMax(), problems);
            checkLatency("login or resume", logins, settings.loginMax(), problems);
            List<String> failures = bystander.failures();
            failures.subList(failuresBefore, failures.size()).forEach(failure -> problems.add("bystander: " + failure));
            problems.addAll(server.errors());
            Map<String, Long> answers = new TreeMap<>();
            result.ifPresentOrElse(
                    found -> collect(found, answers, problems), () -> problems.add("the attacker gave no result"));
            return new Outcome(
                    attack,
                    result.map(found -> found.path("requests").asLong()).orElse(0L),
                    answers,
                    bystander.sends().between(idleFrom, from),
                    new Outcome.Attacked(sends, reads, logins),
                    new Outcome.Memory(residentBytes, heap.peakBytes()),
                    problems);
        }
    }

    private void finish(Bystander bystander, List<String> problems) {
        try {
            bystander.finish(server.isAlive());
        } catch (IOException e) {
            problems.add("the bystanders' history cannot be read after the attack: " + e.getMessage());
        }
    }

    /// Waits for the end of the attack. Returns the maximum of the server's resident memory.
    private OptionalLong awaitEnd(long from) {
        long until = from + settings.length().toNanos();
        OptionalLong peak = OptionalLong.empty();
        while (System.nanoTime() < until && server.isAlive()) {
            OptionalLong now = server.residentPeakBytes();
            peak = now.isPresent() ? now : peak;
            Pause.of(TICK);
        }
        return peak;
    }

    private static void checkLatency(String what, Latencies.Summary summary, Duration max, List<String> problems) {
        if (summary.count() == 0) {
            problems.add("no " + what + " of the bystanders was answered");
        } else if (summary.max() > max.toMillis()) {
            problems.add("a " + what + " of the bystanders took " + Math.round(summary.max()) + " ms");
        }
    }

    private static void collect(JsonNode result, Map<String, Long> answers, List<String> problems) {
        result.path("answers").properties().forEach(answer -> {
            answers.put(answer.getKey(), answer.getValue().asLong());
            if (answer.getKey().contains(INTERNAL)) {
                problems.add("the server answered " + answer.getKey());
            }
        });
        result.path("breaches").forEach(breach -> problems.add(breach.asText()));
    }
}
