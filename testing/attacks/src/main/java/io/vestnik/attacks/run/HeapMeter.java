package io.vestnik.attacks.run;

import io.vestnik.attacks.kit.Addresses;
import io.vestnik.attacks.kit.HttpLine;
import io.vestnik.attacks.kit.Pause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/// Reads the size of the server's heap from `/metrics` every second, as a monitoring system does, and keeps the
/// maximum.
final class HeapMeter implements AutoCloseable {
    /// The second byte of the loopback address from which the metrics are read.
    private static final int NETWORK = 2;

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final String USED = "jvm_memory_used_bytes{";
    private static final String HEAP = "area=\"heap\"";

    private final AtomicLong peakBytes = new AtomicLong(-1);
    private final Thread thread;

    private HeapMeter(int port) {
        this.thread = Thread.ofPlatform().daemon().name("heap-meter").start(() -> run(port));
    }

    static HeapMeter start(int port) {
        return new HeapMeter(port);
    }

    /// The maximum size of the heap so far; empty if the server never answered.
    OptionalLong peakBytes() {
        long peak = peakBytes.get();
        return peak < 0 ? OptionalLong.empty() : OptionalLong.of(peak);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run(int port) {
        while (!Thread.currentThread().isInterrupted()) {
            try (HttpLine line = new HttpLine(port, new Addresses(NETWORK).next())) {
                String metrics =
                        new String(line.exchange("GET", "/metrics", null, null).body(), StandardCharsets.UTF_8);
                long used = metrics.lines()
                        .filter(row -> row.startsWith(USED) && row.contains(HEAP))
                        .mapToLong(row -> (long) Double.parseDouble(row.substring(row.lastIndexOf(' ') + 1)))
                        .sum();
                peakBytes.accumulateAndGet(used == 0 ? -1 : used, Math::max);
            } catch (IOException e) {
                // The trial detects a dead or slow server by other means.
            }
            Pause.of(EVERY);
        }
    }
}
