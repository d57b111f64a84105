package io.vestnik.load;

import io.vestnik.checker.Breach;
import io.vestnik.client.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What every scenario needs: the users, the loop, the measurement of the server's process, and the output of progress.
final class Stage implements AutoCloseable {
    /// The number of connections that are opened at the same time. The server's default limit on unauthenticated
    /// connections per address is higher.
    static final int OPENING_AT_ONCE = 32;

    private static final Set<Breach> DETECTABLE = EnumSet.range(Breach.LOST, Breach.LEAKED);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Duration LIVE_MAX = Duration.ofSeconds(30);

    final LoadPlan plan;
    final URI server;
    final Loop loop = new Loop();
    final Run run;
    final ProcessMeter meter;
    final SplittableRandom random = new SplittableRandom();
    private final Transport transport;
    private final Consumer<String> progress;
    final RefusalPolicy refusalPolicy;
    private LoadReport.@Nullable Heap heap;
    private long measureBegan;
    private Duration cpuBegan = Duration.ZERO;
    private long loopCpuBegan;
    private double seconds;
    private double cpuSeconds;
    private double loopCpu;

    Stage(LoadPlan plan, Target target, Transport transport, boolean withinLimits, Consumer<String> progress) {
        this.plan = plan;
        this.server = target.address();
        this.run = new Run(plan);
        this.meter = new ProcessMeter(target.pid());
        this.transport = transport;
        this.progress = progress;
        this.refusalPolicy = new RefusalPolicy(withinLimits, progress);
    }

    List<Crowd.Person> register(int people) {
        progress(String.format(Locale.ROOT, "%,d people register", people));
        return Crowd.register(server, transport, people, refusalPolicy);
    }

    void progress(String line) {
        progress.accept(line);
    }

    /// Waits until all connections counted by a latch are live.
    void awaitLive(CountDownLatch live) {
        try {
            if (!live.await(LIVE_MAX.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(live.getCount() + " connections did not come live within " + LIVE_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// Measures the reachable objects in the server's heap, after a full collection.
    void weighHeap() {
        OptionalLong bytes = meter.reachableHeapBytes();
        if (bytes.isPresent()) {
            heap = heap == null
                    ? new LoadReport.Heap(bytes.getAsLong(), bytes.getAsLong())
                    : new LoadReport.Heap(heap.bytesBefore(), bytes.getAsLong());
        }
    }

    void measure() {
        loop.call(() -> run.tally.measuring = true);
        measureBegan = System.nanoTime();
        cpuBegan = meter.cpu().orElse(Duration.ZERO);
        loopCpuBegan = loop.cpuNanos();
    }

    void measured() {
        loop.call(() -> run.tally.measuring = false);
        seconds = (System.nanoTime() - measureBegan) / NANOS_PER_SECOND;
        cpuSeconds = meter.cpu().orElse(Duration.ZERO).minus(cpuBegan).toNanos() / NANOS_PER_SECOND;
        loopCpu = (loop.cpuNanos() - loopCpuBegan) / NANOS_PER_SECOND / seconds;
    }

    double seconds() {
        return seconds;
    }

    /// Makes the report from the values measured so far.
    LoadReport report(
            double floorMillis,
            long historyChecked,
            LoadReport.@Nullable Idle idle,
            List<LoadReport.Paging> paging,
            List<LoadReport.Sample> samples) {
        Tally tally = run.tally;
        OptionalLong resident = meter.residentBytes();
        LoadReport.Server process = resident.isEmpty()
                ? null
                : new LoadReport.Server(
                        cpuSeconds,
                        tally.acknowledged == 0 ? 0 : cpuSeconds * 1000 / tally.acknowledged,
                        resident.getAsLong(),
                        heap);
        return new LoadReport(
                plan.scenario().name().toLowerCase(Locale.ROOT),
                plan.people(),
                plan.window(),
                plan.rate(),
                seconds,
                tally.acknowledged / seconds,
                tally.delivered / seconds,
                tally.reads / seconds,
                LoadReport.Latency.of(tally.ack),
                LoadReport.Latency.of(tally.delivery),
                floorMillis,
                tally.refusals,
                tally.unsent,
                tally.connectionsLost,
                detectable(run.breaches.counts()),
                run.breaches.examples(),
                historyChecked,
                loopCpu,
                process,
                idle,
                paging,
                samples);
    }

    /// Removes the effects that a load run cannot detect, so that the report does not claim them as absent.
    private static Map<Breach, Long> detectable(Map<Breach, Long> counts) {
        counts.keySet().retainAll(DETECTABLE);
        return counts;
    }

    @Override
    public void close() {
        loop.close();
    }
}
