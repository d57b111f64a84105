package io.vestnik.application.live;

import io.vestnik.application.Ports;
import io.vestnik.application.SendLimit;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.Map;

/// Shows connected people what happens in their chats.
public interface Live extends AutoCloseable {

    /// Over stores that tell their commits to the bus of `ports`.
    ///
    /// @param sending how connections send
    /// @param sends the limit that `sending` applies
    static Live over(Ports ports, SendMessage sending, SendLimit sends, LiveSettings settings, LiveMetrics metrics) {
        LiveStores stores = new LiveStores(ports.chats(), ports.log(), ports.readStates());
        return new Hub(stores, sending, sends, ports.bus(), settings, metrics, ports.clock(), ports.fatalErrors());
    }

    /// Registers a connection. From now on nothing is missed; nothing is shown before [LiveSession#catchUp].
    ///
    /// When the person has too many connections, the oldest is closed as [Outlet.CloseReason#REPLACED].
    LiveSession open(UserId userId, DeviceId deviceId, Outlet outlet);

    /// Names the data: see [io.vestnik.domain.chat.Chats#epoch].
    String epoch();

    /// Whether a person has a connection here, or had one moments ago.
    boolean online(UserId userId);

    /// The devices that are connected, and whose they are.
    Map<DeviceId, UserId> devices();

    /// Lets everybody go: waits, `patience` at most, until every accepted send is answered, then closes all connections
    /// as [Outlet.CloseReason#SHUTTING_DOWN].
    void drain(Duration patience);

    /// Stops; connections that are still open are closed.
    @Override
    void close();
}
