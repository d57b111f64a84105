package io.vestnik.application.live.session;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.EventSinkClosedException;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.LiveMemoryFullException;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongFunction;

/// The memory of all replays of a node, and their turns. A replay that needs more memory than is free waits for up to
/// [#WAIT_MAX]. Meanwhile connections whose clients read nothing of their replays are closed. Thread-safe.
public final class Replays {
    /// How long a client may read nothing of its replay before its connection may be closed to free memory. A client
    /// normally reads written data within milliseconds.
    private static final Duration STALLED = Duration.ofSeconds(1);

    /// The maximum time that a replay waits for memory: longer than closing a stalled replay takes, shorter than
    /// clients wait for an answer.
    static final Duration WAIT_MAX = Duration.ofSeconds(10);

    /// The part of the budget that all replays of one user may hold together, without their pages, as a divisor of the
    /// budget. A further replay of a user waits until it fits into this part; the only replay of a user may be larger.
    static final int USER_SHARE = 4;

    private static final Duration CHECK_EVERY = Duration.ofMillis(20);

    private final MemoryBudget memory;
    private final Duration waitMax;
    private final ReplayTurns turns;
    private final NodeRuntime runtime;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private final AtomicLong begun = new AtomicLong();

    /// @param memory the budget of all replays
    public Replays(MemoryBudget memory, NodeRuntime runtime) {
        this(memory, WAIT_MAX, ReplayTurns.ofProcessors(), runtime);
    }

    Replays(MemoryBudget memory, Duration waitMax, ReplayTurns turns, NodeRuntime runtime) {
        this.memory = memory;
        this.waitMax = waitMax;
        this.turns = turns;
        this.runtime = runtime;
    }

    /// Begins the replay of a connection.
    ///
    /// @param bytes the bytes that the replay holds until it ends
    /// @throws LiveMemoryFullException if not enough memory became free within [#WAIT_MAX]
    Running begin(UserId userId, EventSink sink, long bytes) {
        ReplayTurns.Ticket ticket = turns.join(userId);
        try {
            Running replay = new Running(sink, await(bytes, possible -> remember(ticket, possible)), ticket);
            running.add(replay);
            return replay;
        } catch (RuntimeException | Error e) {
            ticket.close();
            throw e;
        }
    }

    private Optional<MemoryBudget.Lease> remember(ReplayTurns.Ticket ticket, long bytes) {
        if (!ticket.hold(bytes, memory.bytesMax() / USER_SHARE)) {
            return Optional.empty();
        }
        Optional<MemoryBudget.Lease> lease = memory.take(bytes);
        if (lease.isEmpty()) {
            ticket.release();
        }
        return lease;
    }

    private MemoryBudget.Lease take(long bytes) {
        return await(bytes, memory::take);
    }

    private MemoryBudget.Lease await(long bytes, LongFunction<Optional<MemoryBudget.Lease>> taking) {
        long until = runtime.nanoTime() + waitMax.toNanos();
        // A request larger than the budget would never be granted. Limited to the whole budget, the request is granted
        // when no other replay runs.
        long possible = Math.min(bytes, memory.bytesMax());
        while (true) {
            Optional<MemoryBudget.Lease> lease = taking.apply(possible);
            if (lease.isPresent()) {
                return lease.get();
            }
            closeMostStalled();
            if (runtime.nanoTime() - until >= 0) {
                throw new LiveMemoryFullException("replays", bytes);
            }
            try {
                runtime.sleep(CHECK_EVERY);
            } catch (InterruptedException e) {
                throw new EventSinkClosedException();
            }
        }
    }

    /// Closes the connection that has stalled the longest. Of several, closes the one whose replay began last.
    private void closeMostStalled() {
        running.stream()
                .map(replay -> new Stalled(replay, replay.sink.stalled()))
                .filter(stalled -> stalled.time().compareTo(STALLED) >= 0)
                .max(Comparator.comparing(Stalled::time).thenComparingLong(stalled -> stalled.replay().number))
                .ifPresent(stalled -> stalled.replay().sink.close(EventSink.CloseReason.RESUME));
    }

    private record Stalled(Running replay, Duration time) {}

    /// The replay of one connection.
    final class Running implements AutoCloseable {
        private final long number = begun.getAndIncrement();
        private final EventSink sink;
        private final MemoryBudget.Lease remembered;
        private final ReplayTurns.Ticket ticket;

        private Running(EventSink sink, MemoryBudget.Lease remembered, ReplayTurns.Ticket ticket) {
            this.sink = sink;
            this.remembered = remembered;
            this.ticket = ticket;
        }

        /// Makes a page in this replay's turn and writes the page. Waits until the client has read nearly all earlier
        /// pages, then for memory, and at the end until the page is written.
        ///
        /// @param bytes the maximum memory of the page
        /// @param work reads and encodes the events of the page; does not wait for the client
        /// @return the result of `work`
        /// @throws LiveMemoryFullException as [#begin]
        /// @throws EventSinkClosedException as [EventSink#replay]
        <T> T page(long bytes, Function<Page, T> work) {
            sink.awaitReplayed();
            // The memory is taken in the user's turn, so that a user with many replays does not take all memory.
            Made<T> made = ticket.inTurnOfUser(() -> make(take(bytes), work));
            made.page().write();
            return made.result();
        }

        private <T> Made<T> make(MemoryBudget.Lease lease, Function<Page, T> work) {
            Page page = new Page(sink, lease);
            try {
                return new Made<>(page, ticket.inTurnOfNode(() -> work.apply(page)));
            } catch (RuntimeException | Error e) {
                lease.close();
                throw e;
            }
        }

        /// Ends the replay, whether it succeeded or failed.
        @Override
        public void close() {
            running.remove(this);
            ticket.close();
            remembered.close();
        }
    }

    private record Made<T>(Page page, T result) {}

    /// The events of a replay that are read and encoded together.
    static final class Page {
        private final EventSink sink;
        private final MemoryBudget.Lease lease;
        private final List<Runnable> encoded = new ArrayList<>();

        private Page(EventSink sink, MemoryBudget.Lease lease) {
            this.sink = sink;
            this.lease = lease;
        }

        /// Adds an event. Events are written in the order in which they were added.
        void add(LiveEvent event) {
            encoded.add(sink.prepare(event));
        }

        /// Releases the reserved memory that the page does not need.
        ///
        /// @param bytes the bytes that the page needs; a value above the reserved bytes has no effect
        void shrink(long bytes) {
            lease.resize(Math.min(lease.bytes(), bytes));
        }

        private void write() {
            try (lease) {
                encoded.forEach(Runnable::run);
            }
        }
    }
}
