package io.vestnik.websocket.connection;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Holds tasks until two conditions are met: the peer has received the frames that were queued before the task, and
/// this side has read everything that the peer had sent until then. To find this out, a ping is queued behind these
/// frames. The peer's pong follows everything that the peer had sent before it received the ping.
///
/// At most one such ping is in flight; tasks that are added meanwhile wait for the next ping. A peer may answer only
/// the latest of several pings (RFC 6455), so a ping is repeated if its pong does not arrive. Safe for any thread.
final class Fences {
    private long number;
    private long sentAtNanos;
    /// The tasks whose ping is in flight.
    private List<Runnable> sent = new ArrayList<>(0);
    /// The tasks that wait for the next ping.
    private List<Runnable> waiting = new ArrayList<>(0);

    /// The effect of a pong.
    ///
    /// @param passed the tasks to run
    /// @param next the ping to queue afterwards; empty if no task waits for one
    record Passed(List<Runnable> passed, Optional<OutFrame> next) {
        private static final Passed NONE = new Passed(List.of(), Optional.empty());
    }

    /// Adds a task to run when the peer has received the frames queued so far, and this side has read everything that
    /// the peer had sent until then.
    ///
    /// @param passed the task
    /// @return the ping to queue; empty if a ping is in flight
    synchronized Optional<OutFrame> add(Runnable passed, long nowNanos) {
        if (!sent.isEmpty()) {
            waiting.add(passed);
            return Optional.empty();
        }
        sent.add(passed);
        return Optional.of(next(nowNanos));
    }

    /// Handles the payload of a pong.
    synchronized Passed pong(ByteBuffer payload, long nowNanos) {
        if (sent.isEmpty() || payload.remaining() != Long.BYTES || payload.getLong(payload.position()) != number) {
            return Passed.NONE;
        }
        List<Runnable> passed = sent;
        sent = waiting;
        waiting = new ArrayList<>(0);
        return new Passed(passed, sent.isEmpty() ? Optional.empty() : Optional.of(next(nowNanos)));
    }

    /// Whether a ping is in flight.
    synchronized boolean open() {
        return !sent.isEmpty();
    }

    /// The ping to queue again if the ping in flight was sent at least `afterNanos` ago; otherwise empty.
    synchronized Optional<OutFrame> overdue(long nowNanos, long afterNanos) {
        if (sent.isEmpty() || nowNanos - sentAtNanos < afterNanos) {
            return Optional.empty();
        }
        return Optional.of(ping(nowNanos));
    }

    /// Discards all tasks of a closed connection.
    synchronized void discard() {
        sent = new ArrayList<>(0);
        waiting = new ArrayList<>(0);
    }

    private OutFrame next(long nowNanos) {
        number++;
        return ping(nowNanos);
    }

    private OutFrame ping(long nowNanos) {
        sentAtNanos = nowNanos;
        return OutFrame.ping(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }
}
