package io.vestnik.application.live;

import java.time.Duration;

/// The way to one connection, implemented by the protocol that holds it. Frames leave in the order in which they were
/// given, whichever method gave them. Safe to call from any thread.
public interface Outlet {

    /// Puts an event into the connection's bounded queue without blocking. When it is full the connection is closed as
    /// a slow consumer; what it misses it gets by resuming.
    void offer(Broadcast event);

    /// Says that no further [#offer] follows at once, so that what waits may be written.
    void flush();

    /// Writes an event of the replay as fast as the client takes it: blocks until there is room. Does not count against
    /// the queue's bound.
    ///
    /// @throws OutletClosedException when the connection is gone, or its client took less than 1 KiB/s over 30 s
    void replay(LiveEvent event);

    /// Encodes an event of the replay without blocking.
    ///
    /// @return writes it as [#replay]
    default Runnable prepare(LiveEvent event) {
        return () -> replay(event);
    }

    /// Blocks until the client has taken nearly all of the replay, so that the next page of it need not be held while
    /// it waits. An outlet that keeps nothing returns at once.
    ///
    /// @throws OutletClosedException as [#replay]
    default void awaitReplayed() {}

    /// How long the client has taken nothing of what waits for it; zero when nothing waits.
    default Duration stalled() {
        return Duration.ZERO;
    }

    /// Runs a task once everything was read that the client sent before it received what was offered so far. A
    /// connection that closes before never runs it. An outlet whose client makes its requests by direct calls runs it
    /// at once.
    default void fence(Runnable passed) {
        passed.run();
    }

    /// Closes the connection after what waits has been written.
    void close(CloseReason reason);

    /// Why the server ends a connection.
    enum CloseReason {
        /// The node stops; the client connects again, to another or a little later.
        SHUTTING_DOWN,
        /// The device was logged out, revoked, or the account is gone.
        DEVICE_REVOKED,
        /// Its token ended before its time: somebody logged in on the same device again.
        TOKEN_EXPIRED,
        /// The person opened one connection too many, and this was the oldest.
        REPLACED,
        /// The client lost what it could have been shown; it resumes.
        RESUME
    }
}
