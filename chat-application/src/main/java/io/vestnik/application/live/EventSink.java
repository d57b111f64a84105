package io.vestnik.application.live;

import java.time.Duration;

/// The sending side of one connection, implemented by the protocol adapter. All methods share one order: frames are
/// sent in the order in which the methods were called. Safe to call from any thread.
public interface EventSink {

    /// Puts an event into the connection's bounded queue without blocking. If the queue is full, the connection is
    /// closed as a slow consumer. The client gets the missed events by resuming.
    void offer(EncodedEvent event);

    /// Writes the queued frames. Called when no further [#offer] follows immediately.
    void flush();

    /// Writes an event of the replay as fast as the client reads: blocks until there is room. Events of the replay do
    /// not count against the queue's bound.
    ///
    /// @throws EventSinkClosedException if the connection is closed, or its client read less than 1 KiB/s over 30 s
    void replay(LiveEvent event);

    /// Encodes an event of the replay without blocking.
    ///
    /// @return a task that writes the event as [#replay] does
    default Runnable prepare(LiveEvent event) {
        return () -> replay(event);
    }

    /// Blocks until the client has read nearly all of the replay that was written so far. The next page of the replay
    /// is read from the store only afterwards, so that no page waits in memory. A sink without a queue returns
    /// immediately.
    ///
    /// @throws EventSinkClosedException as [#replay]
    default void awaitReplayed() {}

    /// How long the client has read none of the queued data; zero if nothing is queued.
    default Duration stalled() {
        return Duration.ZERO;
    }

    /// Runs a task when two conditions are met: the client has received all events offered so far, and the server has
    /// read everything that the client had sent until then. If the connection closes before, the task never runs. A
    /// sink whose client makes requests by direct calls runs the task immediately.
    default void fence(Runnable passed) {
        passed.run();
    }

    /// Closes the connection after the queued frames were written.
    void close(CloseReason reason);

    /// Why the server ends a connection.
    enum CloseReason {
        /// The node stops. The client connects to another node, or to this node a little later.
        SHUTTING_DOWN,
        /// The device was logged out or revoked, or the account was disabled or deleted.
        DEVICE_REVOKED,
        /// The token of the connection became invalid before its expiry, because a new login on the same device
        /// replaced the login of this token.
        TOKEN_EXPIRED,
        /// The user opened more connections than allowed, and this connection was the oldest.
        REPLACED,
        /// The client has to resume. Either the client read nothing of its replay while other replays needed the
        /// memory, or the answer to a send came after the event that it should have replaced.
        RESUME,
        /// The memory for the chats of connected users is full, and the user of this connection has the most chats. The
        /// client reconnects later.
        OVERLOADED
    }
}
