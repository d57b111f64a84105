package io.vestnik.application.live;

import io.vestnik.application.limit.MemoryBudget;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// The memory of all replays of a node. A replay that needs more than there is waits for a while; meanwhile the
/// connections that take nothing of theirs are closed. Thread-safe.
final class Replays {
    /// A client takes what was written within milliseconds; one that took nothing for this long gives way.
    private static final Duration STALLED = Duration.ofSeconds(1);

    /// Longer than a stalled replay needs to give way, shorter than clients wait for an answer.
    static final Duration WAIT_MAX = Duration.ofSeconds(10);

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final MemoryBudget memory;
    private final Duration waitMax;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();

    Replays(MemoryBudget memory) {
        this(memory, WAIT_MAX);
    }

    Replays(MemoryBudget memory, Duration waitMax) {
        this.memory = memory;
        this.waitMax = waitMax;
    }

    /// Begins the replay of a connection.
    ///
    /// @param bytes what it remembers until it ends
    /// @throws ReplaysFullException if there was no room within [#WAIT_MAX]
    Running begin(Outlet outlet, long bytes) {
        Running replay = new Running(outlet, take(bytes));
        running.add(replay);
        return replay;
    }

    private MemoryBudget.Lease take(long bytes) {
        long until = System.nanoTime() + waitMax.toNanos();
        // What never fits would wait in vain; alone it may have all there is.
        long possible = Math.min(bytes, memory.bytesMax());
        while (true) {
            Optional<MemoryBudget.Lease> lease = memory.take(possible);
            if (lease.isPresent()) {
                return lease.get();
            }
            closeMostStalled();
            if (System.nanoTime() - until >= 0) {
                throw new ReplaysFullException(bytes);
            }
            LockSupport.parkNanos(this, LOOK_EVERY.toNanos());
            if (Thread.interrupted()) {
                throw new OutletClosedException();
            }
        }
    }

    private void closeMostStalled() {
        running.stream()
                .map(replay -> new Stalled(replay, replay.outlet.stalled()))
                .filter(stalled -> stalled.time().compareTo(STALLED) >= 0)
                .max(Comparator.comparing(Stalled::time))
                .ifPresent(stalled -> stalled.replay().outlet.close(Outlet.CloseReason.RESUME));
    }

    private record Stalled(Running replay, Duration time) {}

    /// The replay of one connection.
    final class Running implements AutoCloseable {
        private final Outlet outlet;
        private final MemoryBudget.Lease remembered;

        private Running(Outlet outlet, MemoryBudget.Lease remembered) {
            this.outlet = outlet;
            this.remembered = remembered;
        }

        /// Waits until the client has taken nearly everything before, then takes room for the next page.
        ///
        /// @param bytes the most that it may take
        /// @throws ReplaysFullException as [#begin]
        MemoryBudget.Lease page(long bytes) {
            outlet.awaitReplayed();
            return take(bytes);
        }

        /// Reads within the room of a page.
        ///
        /// @throws ReplaysFullException as [#begin]
        <T> T inPage(long bytes, Supplier<T> reading) {
            MemoryBudget.Lease lease = page(bytes);
            try {
                return reading.get();
            } finally {
                lease.close();
            }
        }

        /// The replay ended, in whatever way.
        @Override
        public void close() {
            running.remove(this);
            remembered.close();
        }
    }
}
