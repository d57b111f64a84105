package io.vestnik.application.live;

import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.Map;

/// Delivers events of chats to connected users.
public interface Live extends AutoCloseable {

    /// Registers a connection. The connection misses no event from now on. Delivery begins with [LiveSession#catchUp].
    ///
    /// When the user has too many connections, the oldest connection is closed as [EventSink.CloseReason#REPLACED].
    LiveSession open(UserId userId, DeviceId deviceId, EventSink sink);

    /// The identity of the stored data: see [io.vestnik.domain.chat.LiveIndex#epoch].
    String epoch();

    /// Whether a user has a connection to this node, or had a connection moments ago.
    boolean online(UserId userId);

    /// The connected devices and their owners.
    Map<DeviceId, UserId> devices();

    /// Closes this node for a shutdown. From now on connections and sends are refused. Waits, at most `patience`, until
    /// every accepted send and read mark is answered, and then closes all connections as
    /// [EventSink.CloseReason#SHUTTING_DOWN].
    void drain(Duration patience);

    /// Stops live delivery; open connections are closed.
    @Override
    void close();
}
