package io.vestnik.faults.run.fault;

import io.vestnik.faults.FaultyLink;
import io.vestnik.faults.LinkEnd;
import io.vestnik.faults.PgBouncer;
import io.vestnik.faults.PostgresProcess;
import io.vestnik.faults.Suspension;
import io.vestnik.faults.run.client.Pause;
import io.vestnik.faults.run.system.FakeClock;
import io.vestnik.faults.run.system.Hop;
import io.vestnik.faults.run.system.PacketLoss;
import io.vestnik.faults.run.system.SmallDisk;
import io.vestnik.faults.run.system.SystemSettings;
import io.vestnik.faults.run.system.TestedSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// All kinds of faults. Those of the stored data are in [DataFaults].
public final class FaultKinds {
    private static final Duration NONE = Duration.ZERO;
    private static final Duration MOMENT = Duration.ofMillis(100);

    /// The maximum time until a cut at a byte has happened. Traffic reaches every hop within it.
    private static final Duration CUT_MAX = Duration.ofSeconds(3);

    /// The maximum number of bytes before a cut: several frames or several statements.
    private static final int CUT_BYTES_MAX = 20_000;

    /// The maximum delay of each part of the data on a link.
    private static final int DELAY_MS_MAX = 300;

    /// The clock jumps by this time in either direction.
    private static final Duration JUMP = Duration.ofHours(1);

    /// The maximum share of lost packets, below which TCP still makes progress.
    private static final int LOSS_PERCENT_MAX = 30;

    private static final int ALL_PERCENT = 100;

    private final Duration longest;

    private FaultKinds(Duration longest) {
        this.longest = longest;
    }

    /// The kinds that are possible on a system.
    ///
    /// @param longest the maximum length of a fault
    public static List<FaultKind> all(SystemSettings settings, Duration longest) {
        FaultKinds kinds = new FaultKinds(longest);
        List<FaultKind> all = new ArrayList<>();
        all.addAll(kinds.ofServer());
        all.addAll(kinds.ofDatabase());
        if (settings.has(SystemSettings.Part.POOLER)) {
            all.addAll(kinds.ofPooler());
        }
        for (Hop.Place place : Hop.Place.values()) {
            if (settings.has(place)) {
                all.addAll(kinds.ofLink(place));
                // The standby and the server reach the database at the same port, so their packets are lost together.
                if (settings.has(SystemSettings.Part.OWN_NETWORK) && place != Hop.Place.STANDBY) {
                    all.addAll(kinds.ofPackets(place));
                }
            }
        }
        if (settings.has(SystemSettings.Part.SMALL_DISK)) {
            all.add(kinds.ofDisk());
        }
        if (settings.has(SystemSettings.Part.FAKE_CLOCKS)) {
            all.add(kinds.ofClock("server", system -> system.server().clock()));
            if (settings.database() == SystemSettings.Kind.DEBIAN) {
                all.add(kinds.ofClock("database", system -> system.database().clock()));
            }
        }
        all.addAll(DataFaults.of(settings, longest));
        return all;
    }

    private FaultKind kind(String name, Duration shortest, Duration most, FaultKind.Injection injection) {
        return FaultKind.lossless(name, shortest, most, longest, injection);
    }

    private List<FaultKind> ofServer() {
        return List.of(
                kind("kill-server", NONE, Duration.ofSeconds(3), (system, random) -> {
                    system.server().kill();
                    return FaultKind.NOTHING;
                }),
                kind(
                        "suspend-server",
                        MOMENT,
                        longest,
                        (system, random) -> suspend(List.of(system.server().process()))));
    }

    private List<FaultKind> ofDatabase() {
        return List.of(
                kind("kill-postmaster", NONE, Duration.ofSeconds(3), (system, random) -> {
                    postgres(system).killPostmaster();
                    return FaultKind.NOTHING;
                }),
                kind("kill-database", NONE, Duration.ofSeconds(3), (system, random) -> {
                    postgres(system).kill();
                    return FaultKind.NOTHING;
                }),
                kind("kill-backend", NONE, NONE, (system, random) -> {
                    backend(system, random).destroyForcibly();
                    return FaultKind.NOTHING;
                }),
                kind(
                        "suspend-postmaster",
                        MOMENT,
                        longest,
                        (system, random) -> suspend(List.of(postgres(system).postmaster()))),
                kind("suspend-backend", MOMENT, longest, (system, random) -> suspend(List.of(backend(system, random)))),
                kind(
                        "suspend-database",
                        MOMENT,
                        longest,
                        (system, random) -> suspend(postgres(system).processes())));
    }

    private static PostgresProcess postgres(TestedSystem system) throws FaultNotPossibleException {
        return system.database()
                .process()
                .orElseThrow(() -> new FaultNotPossibleException("the database is being started"));
    }

    private List<FaultKind> ofPooler() {
        return List.of(
                kind("kill-pooler", NONE, Duration.ofSeconds(3), (system, random) -> {
                    pooler(system).kill();
                    return FaultKind.NOTHING;
                }),
                kind(
                        "suspend-pooler",
                        MOMENT,
                        longest,
                        (system, random) -> suspend(List.of(pooler(system).process()))));
    }

    private static PgBouncer pooler(TestedSystem system) throws FaultNotPossibleException {
        return system.pooler().orElseThrow(() -> new FaultNotPossibleException("there is no pooler"));
    }

    private List<FaultKind> ofLink(Hop.Place at) {
        String hop = nameOf(at);
        return List.of(
                onLink("cut-byte-to-" + hop, NONE, NONE, at, (link, random) -> cutAtByte(link, LinkEnd.SERVER, random)),
                onLink(
                        "cut-byte-from-" + hop,
                        NONE,
                        NONE,
                        at,
                        (link, random) -> cutAtByte(link, LinkEnd.CLIENT, random)),
                onLink("cut-all-" + hop, NONE, NONE, at, (link, random) -> link.cutAll()),
                onLink(
                        "delay-" + hop,
                        MOMENT,
                        longest,
                        at,
                        (link, random) -> link.delay(Duration.ofMillis(1 + random.nextInt(DELAY_MS_MAX)))),
                onLink(
                        "drip-" + hop,
                        MOMENT,
                        longest,
                        at,
                        (link, random) -> link.drip(end(random), Duration.ofMillis(1))),
                onLink("freeze-one-way-" + hop, MOMENT, longest, at, (link, random) -> link.freeze(end(random))),
                onLink("freeze-" + hop, MOMENT, longest, at, (link, random) -> {
                    link.freeze(LinkEnd.CLIENT);
                    link.freeze(LinkEnd.SERVER);
                }),
                onLink("half-open-" + hop, NONE, NONE, at, (link, random) -> link.halfOpen(end(random))),
                onLink("refuse-" + hop, MOMENT, longest, at, (link, random) -> link.refuse()));
    }

    private static String nameOf(Hop.Place place) {
        return place.name().toLowerCase(Locale.ROOT);
    }

    private interface LinkInjection {
        void inject(FaultyLink link, SplittableRandom random) throws FaultNotPossibleException;
    }

    private FaultKind onLink(String name, Duration shortest, Duration most, Hop.Place at, LinkInjection injection) {
        return kind(name, shortest, most, (system, random) -> {
            injection.inject(hop(system, at).link(), random);
            return FaultKind.NOTHING;
        });
    }

    private static Hop hop(TestedSystem system, Hop.Place at) throws FaultNotPossibleException {
        return system.hop(at).orElseThrow(() -> new FaultNotPossibleException("there is no hop " + nameOf(at)));
    }

    private List<FaultKind> ofPackets(Hop.Place at) {
        return List.of(
                kind(
                        "lose-packets-" + nameOf(at),
                        Duration.ofSeconds(1),
                        longest,
                        (system, random) -> dropPackets(hop(system, at), 1 + random.nextInt(LOSS_PERCENT_MAX))),
                kind(
                        "partition-" + nameOf(at),
                        Duration.ofSeconds(1),
                        longest,
                        (system, random) -> dropPackets(hop(system, at), ALL_PERCENT)));
    }

    /// Drops packets between a link and its server. The fault counts only if packets are dropped.
    private static FaultKind.Undo dropPackets(Hop hop, int percent) throws FaultNotPossibleException {
        PacketLoss loss = PacketLoss.on(hop.port().getAsInt(), percent);
        if (!Pause.until(CUT_MAX, () -> loss.dropped() > 0)) {
            loss.close();
            throw new FaultNotPossibleException("no packet was dropped");
        }
        return loss::close;
    }

    private FaultKind ofDisk() {
        return kind("fill-disk", Duration.ofSeconds(1), longest, (system, random) -> {
            SmallDisk disk = system.database()
                    .disk()
                    .orElseThrow(() -> new FaultNotPossibleException("the disk cannot be filled"));
            disk.fill();
            return disk::free;
        });
    }

    private FaultKind ofClock(String whose, Function<TestedSystem, Optional<FakeClock>> which) {
        return kind("jump-clock-" + whose, Duration.ofSeconds(1), longest, (system, random) -> {
            FakeClock clock =
                    which.apply(system).orElseThrow(() -> new FaultNotPossibleException("the clock cannot be moved"));
            clock.jump(random.nextBoolean() ? JUMP : JUMP.negated());
            return () -> clock.jump(Duration.ZERO);
        });
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
        List<ProcessHandle> backends = postgres(system).backends();
        if (backends.isEmpty()) {
            throw new FaultNotPossibleException("there is no backend");
        }
        return backends.get(random.nextInt(backends.size()));
    }

    private static FaultKind.Undo suspend(Collection<ProcessHandle> processes) {
        return Suspension.of(processes)::close;
    }
}
