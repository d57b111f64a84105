package io.vestnik.contracts.live;

import io.vestnik.application.Ports;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.domain.user.UserId;

/// Opens stores for the contracts of live delivery.
public interface LiveStores extends AutoCloseable {
    /// Opens a new, empty store that publishes its commits to `bus`.
    Ports open(NotificationBus bus);

    /// Adds a user to the store that was opened last.
    UserId person(String name);

    /// Closes all stores that [#open] has opened. Called after the last messenger over them was closed.
    @Override
    void close();
}
