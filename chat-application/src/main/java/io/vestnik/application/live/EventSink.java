package io.vestnik.application.live;

import java.time.Duration;

/// The sending side of one connection, implemented by the protocol adapter. Frames are sent in the order of the calls,
/// whichever method was called. Safe to call from any thread.
public interface EventSink {

    /// Puts an event into the connection's bounded queue without blocking. If the queue is full, the connection is
    /// closed as a slow consumer. The client gets the missed events by resuming.
    void offer(EncodedEvent event);

    /// Writes the queued frames. Called when no further [#offer] follows at once.
    void flush();

    /// Writes an event of the replay as fast as the client takes it: blocks until there is room. Events of the replay
    /// do not count against the queue's bound.
    ///
    /// @throws EventSinkClosedException if the connection is closed, or its client took less than 1 KiB/s over 30 s
    void replay(LiveEvent event);

    /// Encodes an event of the replay without blocking.
    ///
    /// @return writes the event, as [#replay] does
    default Runnable prepare(LiveEvent event) {
        return () -> replay(event);
    }

    /// Blocks until the client has taken nearly all of the replay. The next page is read only then, so that it is not
    /// held in memory while it waits. A sink without a queue returns at once.
    ///
    /// @throws EventSinkClosedException as [#replay]
    default void awaitReplayed() {}

    /// How long the client has taken none of the queued data; zero if nothing is queued.
    default Duration stalled() {
        return Duration.ZERO;
    }

    /// Runs a task once everything was read that the client had sent before it received the events offered so far. If
    /// the connection closes first, the task never runs. A sink whose client makes requests by direct calls runs the
    /// task at once.
    default void fence(Runnable passed) {
        passed.run();
    }

    /// Closes the connection after the queued frames were written.
    void close(CloseReason reason);

    /// Why the server ends a connection.
    enum CloseReason {
        /// The node stops; the client connects to another node, or again a little later.
        SHUTTING_DOWN,
        /// The device was logged out or revoked, or the account was deleted.
        DEVICE_REVOKED,
        /// The token ended before its expiry, since a new login on the same device replaced it.
        TOKEN_EXPIRED,
        /// The user opened more connections than allowed, and this one was the oldest.
        REPLACED,
        /// The client has to resume: it took nothing of its replay while other replays needed the memory, or an answer
        /// has lost its place in the order.
        RESUME
    }
}
