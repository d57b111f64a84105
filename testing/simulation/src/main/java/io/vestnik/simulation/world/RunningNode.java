package io.vestnik.simulation.world;

import io.vestnik.application.Messenger;
import io.vestnik.application.MessengerSettings;
import io.vestnik.application.MessengerStore;
import io.vestnik.application.Ports;
import io.vestnik.application.account.AccountPorts;
import io.vestnik.application.account.AccountSettings;
import io.vestnik.application.account.Accounts;
import io.vestnik.application.account.Authenticate;
import io.vestnik.application.account.EndedDevices;
import io.vestnik.application.account.HashingPool;
import io.vestnik.application.bus.PublishedEvents;
import io.vestnik.application.limit.RateLimits;
import io.vestnik.application.live.LiveMemory;
import io.vestnik.application.live.LiveMetrics;
import io.vestnik.application.messaging.SendMetrics;
import io.vestnik.contracts.account.CountingHasher;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.memory.BatchedMemoryStore;
import io.vestnik.memory.MemoryAccess;
import io.vestnik.simulation.client.NodeDoor;
import io.vestnik.simulation.fault.FaultKind;
import io.vestnik.simulation.fault.FaultyCalls;
import io.vestnik.simulation.fault.FaultyConnections;
import io.vestnik.simulation.fault.FaultyDevices;
import io.vestnik.simulation.fault.FaultyRows;
import io.vestnik.simulation.fault.FaultyStore;
import io.vestnik.simulation.fault.SimulatedBus;
import io.vestnik.simulation.kernel.SimulatedProcess;
import io.vestnik.simulation.kernel.SimulatedRuntime;
import java.time.Duration;

/// One process of a node: the production classes, connected as in the server, over a store and a bus with faults.
final class RunningNode {
    private static final int WRITERS = 2;

    /// The minimum pause between two searches for revoked devices, as in the server.
    private static final Duration DEVICE_CHECKS = Duration.ofMillis(500);

    /// How long a node that stops waits for accepted requests, as in the server.
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(10);

    private final Backend backend;
    private final SimulatedRuntime runtime;
    private final SimulatedBus.Port port;
    private final FaultyConnections batches;
    private final FaultyConnections changes;
    private final BatchedMemoryStore store;
    private final LiveMemory memory;
    private final Messenger messenger;
    private final HashingPool hashing;
    private final Accounts accounts;
    private final EndedDevices ended;
    private final NodeDoor door;

    /// Starts a node. Called on a thread of its process.
    RunningNode(Backend backend, Judges judges, WorldSettings settings, SimulatedRuntime runtime) {
        this.backend = backend;
        this.runtime = runtime;
        this.port = backend.bus().join(runtime.process());
        FaultyConnections.StoreFaults faults = new FaultyConnections.StoreFaults(
                backend.faults(), backend.pauses(), backend.simulation().queue(), backend.process());
        MemoryAccess access = backend.database().access(runtime);
        this.batches = new FaultyConnections(access.batches(), backend.database(), faults);
        this.changes = new FaultyConnections(access.changes(), backend.database(), faults);
        MemoryAccess faulty =
                new MemoryAccess(batches, changes, new FaultyRows(access.rows(), backend.faults(), backend.pauses()));
        this.store = new BatchedMemoryStore(
                new BatchedMemoryStore.Opening(
                        backend.database(),
                        faulty,
                        port,
                        new PublishedEvents(port),
                        runtime,
                        WRITERS,
                        settings.heapBytes()),
                backend.simulation()::fail);
        MessengerStore read = new FaultyStore(store, calls(FaultKind.READ_SLOW), judges.reads());
        RateLimits limits = RateLimits.of(settings.limits(), runtime);
        this.memory = settings.memory();
        this.messenger = Messenger.over(
                new Ports(read, runtime::randomUuid, runtime, backend.simulation()::fail),
                new MessengerSettings(
                        settings.limits().groupMembers(),
                        limits.sends(),
                        limits.marks(),
                        limits.chats(),
                        settings.live(memory),
                        SendMetrics.NONE,
                        LiveMetrics.NONE));
        this.hashing = new HashingPool(new CountingHasher(), 1, runtime);
        this.accounts = accounts(read, limits);
        this.ended = new EndedDevices(
                messenger.live(), accounts.ended(), port, DEVICE_CHECKS, runtime, backend.simulation()::fail);
        this.door = NodeDoor.of(runtime, messenger, this::admits, judges.defects());
    }

    private FaultyCalls calls(FaultKind slow) {
        return new FaultyCalls(backend.faults(), backend.pauses(), slow);
    }

    private Accounts accounts(MessengerStore read, RateLimits limits) {
        Population population = backend.population();
        FaultyDevices devices = new FaultyDevices(population.accounts().devices(), calls(FaultKind.DEVICE_READ_SLOW));
        return Accounts.over(
                new AccountPorts(
                        population.accounts().users(),
                        devices,
                        read.chats(),
                        hashing,
                        population.tokens(),
                        population.tokens(),
                        runtime::randomUuid,
                        port,
                        runtime),
                limits,
                AccountSettings.DEFAULT);
    }

    private boolean admits(DeviceId device) {
        return switch (accounts.authenticate().authenticate(backend.population().token(device))) {
            case Authenticate.Outcome.Authenticated authenticated -> true;
            case Authenticate.Outcome.DeviceEnded deviceEnded -> false;
            case Authenticate.Outcome.Expired expired -> throw new IllegalStateException("no token expires");
            case Authenticate.Outcome.Forged forged -> throw new IllegalStateException("no token is forged");
        };
    }

    SimulatedProcess process() {
        return runtime.process();
    }

    NodeDoor door() {
        return door;
    }

    SimulatedBus.Port port() {
        return port;
    }

    Accounts accounts() {
        return accounts;
    }

    BatchedMemoryStore store() {
        return store;
    }

    LiveMemory memory() {
        return memory;
    }

    /// Stops the node as the server does. Called on a thread of its process.
    void stop() {
        messenger.live().drain(DRAIN_PATIENCE);
        ended.close();
        messenger.close();
        hashing.close();
        store.close();
        backend.bus().leave(port);
    }

    /// Kills the node, with all that it was doing.
    void kill() {
        backend.bus().leave(port);
        runtime.process().kill();
        batches.killed();
        changes.killed();
        backend.commits().killed(runtime.process());
    }
}
