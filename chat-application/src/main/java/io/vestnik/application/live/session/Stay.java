package io.vestnik.application.live.session;

import io.vestnik.application.bus.Notification;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The stay of a user on this node: the time from the user's first connection until a while after the last connection.
/// It keeps the user's connections. A user who connects again later has another stay.
///
/// Each change replaces the array of connections, under this object's monitor. An array is never modified, so readers
/// use it without a lock.
public final class Stay {
    private static final LiveConnection[] NONE = {};

    private final UserId id;
    private volatile LiveConnection[] connections = NONE;
    private boolean left;
    private boolean subscribing;
    private boolean partnersNotified;
    private Notification.@Nullable Gone gone;

    Stay(UserId id) {
        this.id = id;
    }

    LiveConnection[] connections() {
        return connections;
    }

    /// The connections, the oldest first.
    public List<LiveConnection> all() {
        return List.of(connections);
    }

    /// Adds a connection.
    ///
    /// @param max the maximum number of connections; 0 = no bound
    /// @return the result. If the stay has ended, the connection did not join, and the caller has to look up or add the
    ///     user again
    public synchronized Joined join(LiveConnection connection, int max) {
        if (left) {
            return new Joined(false, Optional.empty());
        }
        LiveConnection[] present = connections;
        boolean full = max > 0 && present.length >= max;
        LiveConnection[] next = Arrays.copyOf(present, present.length + 1);
        next[present.length] = connection;
        // The oldest connection is first. It leaves the array when it closes.
        connections = next;
        return new Joined(true, full ? Optional.of(present[present.length - max]) : Optional.empty());
    }

    /// Removes a connection.
    ///
    /// @return whether it was the last connection
    public synchronized boolean leave(LiveConnection connection, Instant at) {
        connections =
                Arrays.stream(connections).filter(each -> each != connection).toArray(LiveConnection[]::new);
        if (connections.length > 0) {
            return false;
        }
        gone = new Notification.Gone(id, connection.deviceId(), at);
        return true;
    }

    /// The notification that the user's last open connection has ended. If this happened several times, the latest
    /// notification; empty if it has not happened yet.
    public synchronized Optional<Notification.Gone> goneSince() {
        return Optional.ofNullable(gone);
    }

    /// Ends the stay if there is still no connection.
    ///
    /// @return whether this call ended the stay
    public synchronized boolean end() {
        if (left || connections.length > 0) {
            return false;
        }
        left = true;
        return true;
    }

    /// Ends the stay even if there are connections: no other connection joins, and partners are not notified.
    public synchronized void retire() {
        left = true;
    }

    /// Ends the stay, even if there are connections, to release its memory. No other connection joins.
    ///
    /// @param at the current time, which counts as the end of the open connections
    /// @return the notification of the end of the last connection; empty if the stay had ended already or never had a
    ///     connection
    public synchronized Optional<Notification.Gone> evict(Instant at) {
        if (left) {
            return Optional.empty();
        }
        left = true;
        if (connections.length > 0) {
            gone = new Notification.Gone(id, connections[connections.length - 1].deviceId(), at);
        }
        return Optional.ofNullable(gone);
    }

    /// Whether the caller is the first caller and has to subscribe this user.
    public synchronized boolean beginSubscribing() {
        boolean first = !subscribing;
        subscribing = true;
        return first;
    }

    /// Records that the partners are notified that this user is online.
    ///
    /// @return whether this call is the first
    public synchronized boolean markPartnersNotified() {
        boolean first = !partnersNotified;
        partnersNotified = true;
        return first;
    }

    /// Whether the partners were notified that this user is online.
    public synchronized boolean partnersNotified() {
        return partnersNotified;
    }

    /// The result of [#join].
    ///
    /// @param done whether the connection joined; false if the stay has ended
    /// @param replaced the oldest connection, to be closed because there are too many
    public record Joined(boolean done, Optional<LiveConnection> replaced) {}
}
