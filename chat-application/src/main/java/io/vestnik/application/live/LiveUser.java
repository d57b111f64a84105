package io.vestnik.application.live;

import io.vestnik.application.bus.Notification;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A user who is connected, or was moments ago.
///
/// The array of sessions is replaced, never changed, under this object's monitor; readers use it without a lock. The
/// lanes add and remove seats.
final class LiveUser {
    private static final Session[] NONE = {};

    final UserId id;
    /// Complete when the user has a seat in the feed of each of their chats.
    final CompletableFuture<@Nullable Void> seated = new CompletableFuture<>();

    private final Set<Seat> seats = ConcurrentHashMap.newKeySet(4);
    private volatile Session[] sessions = NONE;
    private boolean left;
    private boolean seating;
    private boolean appeared;
    private Notification.@Nullable Gone gone;

    LiveUser(UserId id) {
        this.id = id;
    }

    /// Adds a session.
    ///
    /// @param max the maximum number of sessions; 0 = no bound
    /// @return the result; not joined if this user's stay has ended and the entry is no longer to be found
    synchronized Joined join(Session session, int max) {
        if (left) {
            return new Joined(false, Optional.empty());
        }
        Session[] present = sessions;
        boolean full = max > 0 && present.length >= max;
        Session[] next = Arrays.copyOf(present, present.length + 1);
        next[present.length] = session;
        // The oldest is first. It leaves the array when its connection closes.
        sessions = next;
        return new Joined(true, full ? Optional.of(present[present.length - max]) : Optional.empty());
    }

    /// Removes a session.
    ///
    /// @return whether it was the last one
    synchronized boolean leave(Session session, Instant at) {
        sessions = Arrays.stream(sessions).filter(s -> s != session).toArray(Session[]::new);
        if (sessions.length > 0) {
            return false;
        }
        gone = new Notification.Gone(id, session.deviceId, at);
        return true;
    }

    /// When the last session ended; empty while none has.
    synchronized Optional<Notification.Gone> goneSince() {
        return Optional.ofNullable(gone);
    }

    /// Ends this user's stay if there is still no session.
    ///
    /// @return whether this call ended it
    synchronized boolean letGo() {
        if (left || sessions.length > 0) {
            return false;
        }
        left = true;
        return true;
    }

    /// Ends this user's stay whatever sessions there are: no other session joins, and partners are not notified.
    synchronized void retire() {
        left = true;
    }

    /// Whether the caller is the first and has to seat this user.
    synchronized boolean beginSeating() {
        boolean first = !seating;
        seating = true;
        return first;
    }

    /// Records that partners were notified of this user.
    ///
    /// @return whether this call is the first
    synchronized boolean appear() {
        boolean first = !appeared;
        appeared = true;
        return first;
    }

    synchronized boolean appeared() {
        return appeared;
    }

    Session[] sessions() {
        return sessions;
    }

    Set<Seat> seats() {
        return seats;
    }

    void show(EncodedEvent event) {
        for (Session session : sessions) {
            session.show(event);
        }
    }

    /// The result of joining.
    ///
    /// @param replaced the session to be closed
    record Joined(boolean done, Optional<Session> replaced) {}
}
