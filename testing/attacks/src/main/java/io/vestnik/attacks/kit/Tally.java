package io.vestnik.attacks.kit;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts what an attack sent and what the server answered. Thread-safe.
public final class Tally {
    private final Optional<Tally> parent;
    private final LongAdder requests = new LongAdder();
    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();

    public Tally() {
        this.parent = Optional.empty();
    }

    /// A tally of one part of an attack. Everything that it counts is also counted in `parent`.
    Tally(Tally parent) {
        this.parent = Optional.of(parent);
    }

    /// Counts a request or frame that was sent, or a connection that was opened.
    public void sent() {
        sent(1);
    }

    /// Counts several requests, frames or connections.
    public void sent(long count) {
        requests.add(count);
        parent.ifPresent(tally -> tally.sent(count));
    }

    /// Counts an answer of the server by its error code, or by its status if it has no code.
    public void answered(String code) {
        answers.computeIfAbsent(code, unused -> new LongAdder()).increment();
        parent.ifPresent(tally -> tally.answered(code));
    }

    /// The number of answers with this code.
    public long count(String code) {
        LongAdder counted = answers.get(code);
        return counted == null ? 0 : counted.sum();
    }

    public long requests() {
        return requests.sum();
    }

    /// The number of answers for each code, in alphabetical order of the codes.
    public Map<String, Long> answers() {
        Map<String, Long> sums = new TreeMap<>();
        answers.forEach((code, count) -> sums.put(code, count.sum()));
        return sums;
    }
}
