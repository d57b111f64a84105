package io.vestnik.websocket;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds out when everything was read that the peer sent before it received what was queued for it so far: a ping is
/// queued behind it, and the peer's pong comes behind what it had sent by then.
///
/// At most one such ping is on its way; what comes meanwhile waits for the next one. A peer may answer only the latest
/// of several pings (RFC 6455), so a ping is repeated if its pong does not come. Safe for any thread.
final class Fences {
    private long number;
    private long sentAtNanos;
    /// Those whose ping is on its way.
    private List<Runnable> sent = new ArrayList<>(0);
    /// Those who wait for the next one.
    private List<Runnable> waiting = new ArrayList<>(0);

    /// What a pong has shown.
    ///
    /// @param passed the tasks to run
    /// @param next the ping to queue after that
    record Passed(List<Runnable> passed, Optional<OutFrame> next) {
        private static final Passed NONE = new Passed(List.of(), Optional.empty());
    }

    /// Adds a task that is to run once all was read.
    ///
    /// @return the ping to queue; empty if one is on its way
    synchronized Optional<OutFrame> add(Runnable passed, long nowNanos) {
        if (!sent.isEmpty()) {
            waiting.add(passed);
            return Optional.empty();
        }
        sent.add(passed);
        return Optional.of(next(nowNanos));
    }

    /// Takes in the payload of a pong.
    synchronized Passed pong(ByteBuffer payload, long nowNanos) {
        if (sent.isEmpty() || payload.remaining() != Long.BYTES || payload.getLong(payload.position()) != number) {
            return Passed.NONE;
        }
        List<Runnable> passed = sent;
        sent = waiting;
        waiting = new ArrayList<>(0);
        return new Passed(passed, sent.isEmpty() ? Optional.empty() : Optional.of(next(nowNanos)));
    }

    /// Whether a ping is on its way.
    synchronized boolean open() {
        return !sent.isEmpty();
    }

    /// The ping that is on its way, to be queued again if it was sent so long ago.
    synchronized Optional<OutFrame> overdue(long nowNanos, long afterNanos) {
        if (sent.isEmpty() || nowNanos - sentAtNanos < afterNanos) {
            return Optional.empty();
        }
        return Optional.of(ping(nowNanos));
    }

    /// The connection is gone: no task runs any more.
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
