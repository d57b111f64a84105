package io.vestnik.application.live.node;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.feed.Viewers;
import io.vestnik.application.live.session.ConnectedUser;
import io.vestnik.application.live.session.LiveConnection;
import io.vestnik.application.live.session.SubscriptionMemory;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The users who are connected to this node, or were connected moments ago. Thread-safe.
final class ConnectedUsers implements Viewers {
    private final SubscriptionMemory memory;
    private final Consumer<ConnectedUser> evict;
    private final Map<UserId, ConnectedUser> users = new ConcurrentHashMap<>();

    /// @param memory the budget of the subscriptions of all users
    /// @param evict disconnects a user when that memory is full; must not block
    ConnectedUsers(MemoryBudget memory, NodeRuntime runtime, Consumer<ConnectedUser> evict) {
        this.memory = new SubscriptionMemory(memory, runtime);
        this.evict = evict;
    }

    @Override
    public @Nullable ConnectedUser find(UserId id) {
        return users.get(id);
    }

    boolean contains(UserId id) {
        return users.containsKey(id);
    }

    /// Returns a user; adds the user if not connected.
    ConnectedUser findOrAdd(UserId userId) {
        return users.computeIfAbsent(userId, id -> new ConnectedUser(id, memory, evict));
    }

    /// Removes a user who is no longer connected. No effect if the user has connected again meanwhile.
    void remove(ConnectedUser user) {
        users.remove(user.id(), user);
    }

    Collection<ConnectedUser> all() {
        return users.values();
    }

    Stream<LiveConnection> connections() {
        return users.values().stream().flatMap(user -> user.stay().all().stream());
    }

    Map<DeviceId, UserId> devices() {
        Map<DeviceId, UserId> connected = new HashMap<>();
        connections()
                .forEach(connection ->
                        connected.put(connection.deviceId(), connection.viewer().id()));
        return connected;
    }

    /// Closes the connections of a user's device.
    void disconnect(UserId userId, DeviceId deviceId, EventSink.CloseReason why) {
        ConnectedUser user = find(userId);
        if (user != null) {
            user.stay().all().stream()
                    .filter(connection -> connection.deviceId().equals(deviceId))
                    .forEach(connection -> connection.disconnect(why));
        }
    }
}
