package io.vestnik.faults.run.fault;

import io.vestnik.faults.FaultyLink;
import io.vestnik.faults.LinkEnd;
import io.vestnik.faults.Suspension;
import io.vestnik.faults.run.system.TestedSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// All kinds of faults of processes and connections.
public final class FaultKinds {
    private static final Duration NONE = Duration.ZERO;
    private static final Duration MOMENT = Duration.ofMillis(100);

    /// The maximum time until a cut at a byte has happened. Traffic reaches every hop within it.
    private static final Duration CUT_MAX = Duration.ofSeconds(3);

    /// The maximum number of bytes before a cut: several frames or several statements.
    private static final int CUT_BYTES_MAX = 20_000;

    /// The maximum delay of each part of the data on a link.
    private static final int DELAY_MS_MAX = 300;

    private final Duration longest;

    private FaultKinds(Duration longest) {
        this.longest = longest;
    }

    /// The kinds that are possible on a system.
    ///
    /// @param pooler whether the system has a pooler
    /// @param longest the maximum length of a fault
    public static List<FaultKind> all(boolean pooler, Duration longest) {
        FaultKinds kinds = new FaultKinds(longest);
        List<FaultKind> all = new ArrayList<>();
        all.addAll(kinds.ofServer());
        all.addAll(kinds.ofDatabase());
        all.addAll(kinds.ofLink("clients", system -> Optional.of(system.toServer())));
        all.addAll(kinds.ofLink("database", system -> Optional.of(system.toDatabase())));
        if (pooler) {
            all.addAll(kinds.ofPooler());
            all.addAll(kinds.ofLink("pooler", TestedSystem::toPooler));
        }
        return all;
    }

    private FaultKind kind(String name, Duration shortest, Duration most, FaultKind.Injection injection) {
        Duration bounded = most.compareTo(longest) < 0 ? most : longest;
        return new FaultKind(
                name, shortest, bounded.compareTo(shortest) < 0 ? shortest : bounded, false, injection);
    }

    private List<FaultKind> ofServer() {
        return List.of(
                kind("kill-server", NONE, Duration.ofSeconds(3), (system, random) -> {
                    system.killServer();
                    return FaultKind.NOTHING;
                }),
                kind("suspend-server", MOMENT, longest, (system, random) -> suspend(List.of(system.serverProcess()))));
    }

    private List<FaultKind> ofDatabase() {
        return List.of(
                kind("kill-postmaster", NONE, Duration.ofSeconds(3), (system, random) -> {
                    system.databaseProcess().killPostmaster();
                    return FaultKind.NOTHING;
                }),
                kind("kill-database", NONE, Duration.ofSeconds(3), (system, random) -> {
                    system.databaseProcess().kill();
                    return FaultKind.NOTHING;
                }),
                kind("kill-backend", NONE, NONE, (system, random) -> {
                    backend(system, random).destroyForcibly();
                    return FaultKind.NOTHING;
                }),
                kind("suspend-postmaster", MOMENT, longest, (system, random) ->
                        suspend(List.of(system.databaseProcess().postmaster()))),
                kind("suspend-backend", MOMENT, longest, (system, random) ->
                        suspend(List.of(backend(system, random)))),
                kind("suspend-database", MOMENT, longest, (system, random) ->
                        suspend(system.databaseProcess().processes())));
    }

    private List<FaultKind> ofPooler() {
        return List.of(
                kind("kill-pooler", NONE, Duration.ofSeconds(3), (system, random) -> {
                    system.killPooler();
                    return FaultKind.NOTHING;
                }),
                kind("suspend-pooler", MOMENT, longest, (system, random) ->
                        suspend(List.of(system.poolerProcess().orElseThrow(FaultKinds::noPooler)))));
    }

    private List<FaultKind> ofLink(String hop, Function<TestedSystem, Optional<FaultyLink>> which) {
        return List.of(
                onLink("cut-byte-to-" + hop, NONE, NONE, which, (link, random) ->
                        cutAtByte(link, LinkEnd.SERVER, random)),
                onLink("cut-byte-from-" + hop, NONE, NONE, which, (link, random) ->
                        cutAtByte(link, LinkEnd.CLIENT, random)),
                onLink("cut-all-" + hop, NONE, NONE, which, (link, random) -> link.cutAll()),
                onLink("delay-" + hop, MOMENT, longest, which, (link, random) ->
                        link.delay(Duration.ofMillis(1 + random.nextInt(DELAY_MS_MAX)))),
                onLink("drip-" + hop, MOMENT, longest, which, (link, random) ->
                        link.drip(end(random), Duration.ofMillis(1))),
                onLink("freeze-one-way-" + hop, MOMENT, longest, which, (link, random) -> link.freeze(end(random))),
                onLink("freeze-" + hop, MOMENT, longest, which, (link, random) -> {
                    link.freeze(LinkEnd.CLIENT);
                    link.freeze(LinkEnd.SERVER);
                }),
                onLink("half-open-" + hop, NONE, NONE, which, (link, random) -> link.halfOpen(end(random))),
                onLink("refuse-" + hop, MOMENT, longest, which, (link, random) -> link.refuse()));
    }

    private interface LinkInjection {
        void inject(FaultyLink link, SplittableRandom random) throws FaultNotPossibleException;
    }

    private FaultKind onLink(
            String name,
            Duration shortest,
            Duration most,
            Function<TestedSystem, Optional<FaultyLink>> which,
            LinkInjection injection) {
        return kind(name, shortest, most, (system, random) -> {
            injection.inject(which.apply(system).orElseThrow(FaultKinds::noPooler), random);
            return FaultKind.NOTHING;
        });
    }

    private static FaultNotPossibleException noPooler() {
        return new FaultNotPossibleException("there is no pooler");
    }

    private static LinkEnd end(SplittableRandom random) {
        return random.nextBoolean() ? LinkEnd.CLIENT : LinkEnd.SERVER;
    }

    private static void cutAtByte(FaultyLink link, LinkEnd to, SplittableRandom random)
            throws FaultNotPossibleException {
        CompletableFuture<Void> cut = link.cutAfter(to, random.nextInt(CUT_BYTES_MAX));
        try {
            cut.get(CUT_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | CancellationException | ExecutionException e) {
            throw new FaultNotPossibleException("too little data on the link");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FaultNotPossibleException("interrupted");
        }
    }

    private static ProcessHandle backend(TestedSystem system, SplittableRandom random)
            throws FaultNotPossibleException {
        List<ProcessHandle> backends = system.databaseProcess().backends();
        if (backends.isEmpty()) {
            throw new FaultNotPossibleException("there is no backend");
        }
        return backends.get(random.nextInt(backends.size()));
    }

    private static FaultKind.Undo suspend(Collection<ProcessHandle> processes) {
        return Suspension.of(processes)::close;
    }
}
