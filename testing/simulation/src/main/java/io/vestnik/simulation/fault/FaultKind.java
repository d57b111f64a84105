package io.vestnik.simulation.fault;

import java.time.Duration;
import java.util.List;

/// A kind of fault. For a fault that takes time, the bounds of that time.
public enum FaultKind {
    /// A commit waits before it is applied.
    COMMIT_SLOW(Duration.ofMillis(1), Duration.ofSeconds(8)),
    /// The store rolls a commit back, because its disk is full.
    COMMIT_REFUSED,
    /// A commit conflicts with another transaction.
    COMMIT_CONTENDED,
    /// The connection is lost during a commit, which is applied.
    OUTCOME_STORED,
    /// The connection is lost during a commit, which is not applied.
    OUTCOME_LOST,
    /// The connection is lost during a commit, which is applied later.
    OUTCOME_LATE(Duration.ofMillis(1), Duration.ofSeconds(6)),
    /// A commit is applied, and its writer learns of it later.
    ANSWER_SLOW(Duration.ofMillis(1), Duration.ofSeconds(8)),
    /// A batch of several messages cannot be stored, although each of its messages can.
    BATCH_DEFECT,
    /// The reads of a batch take long.
    STATEMENT_SLOW(Duration.ofMillis(1), Duration.ofSeconds(2)),
    /// A statement of a batch exceeds its time-out.
    STATEMENT_TIMEOUT(Duration.ofSeconds(1), Duration.ofSeconds(6)),
    /// No connection to the store is free.
    NO_CONNECTION(Duration.ofMillis(1), Duration.ofSeconds(2)),
    /// The connection is lost, perhaps between the reads and the commit of a transaction.
    CONNECTION_LOST(Duration.ofNanos(10_000), Duration.ofMillis(50)),
    /// Another program locks the row of a chat.
    ROW_LOCKED(Duration.ofMillis(50), Duration.ofSeconds(10)),
    /// A read of the store takes long. Its value is that of the beginning or of the end.
    READ_SLOW(Duration.ofMillis(1), Duration.ofSeconds(4)),
    /// A read of the store fails.
    READ_FAILED,
    /// A read of the state of a device takes long.
    DEVICE_READ_SLOW(Duration.ofMillis(1), Duration.ofMillis(500)),
    /// A notification is lost.
    NOTIFICATION_LOST,
    /// A notification is late, and later ones overtake it.
    NOTIFICATION_LATE(Duration.ofMillis(1), Duration.ofSeconds(10)),
    /// A notification arrives twice.
    NOTIFICATION_DOUBLED(Duration.ofNanos(10_000), Duration.ofSeconds(5)),
    /// A node receives no notifications, or its notifications do not arrive.
    BUS_CUT,
    /// A frame, a request or an answer takes long.
    LINK_SLOW(Duration.ofMillis(5), Duration.ofSeconds(3)),
    /// A connection is cut, and both ends learn of it soon.
    LINK_CUT,
    /// A connection is cut, and one end learns of it late.
    LINK_HALF_OPEN,
    /// A node stops for a while, and goes on.
    NODE_PAUSED,
    /// A node dies.
    NODE_KILLED,
    /// A node finishes its work and stops.
    NODE_DRAINED,
    /// The wall clock of the store jumps.
    CLOCK_STEPPED;

    private static final List<FaultKind> ALL = List.of(values());

    private final Duration min;
    private final Duration max;

    FaultKind() {
        this(Duration.ZERO, Duration.ZERO);
    }

    FaultKind(Duration min, Duration max) {
        this.min = min;
        this.max = max;
    }

    /// The kind with a number.
    public static FaultKind of(int number) {
        return ALL.get(number);
    }

    /// The number of the kind in a plan.
    public int number() {
        return ALL.indexOf(this);
    }

    /// The minimum time of such a fault; 0 if it takes no time.
    Duration min() {
        return min;
    }

    /// The maximum time of such a fault.
    Duration max() {
        return max;
    }
}
