package io.vestnik.contracts.live;

import io.vestnik.application.Ports;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.domain.user.UserId;

/// The stores under test of the live contracts.
public interface LiveStores extends AutoCloseable {
    /// A fresh, empty store that publishes its commits to `bus`.
    Ports open(NotificationBus bus);

    /// Adds a user to the store opened last.
    UserId person(String name);

    /// Closes the stores that [#open] has opened, after the last test's messenger.
    @Override
    void close();
}
