package io.vestnik.testkit.live;

import io.vestnik.application.Ports;
import io.vestnik.application.live.NoticeBus;
import io.vestnik.domain.user.UserId;

/// The stores that the contracts of what is live are held against.
public interface LiveStores extends AutoCloseable {
    /// A fresh, empty store that tells its commits to `bus`.
    Ports open(NoticeBus bus);

    /// A new person in the store opened last.
    UserId person(String name);

    /// Closes what [#open] has opened, after the last test's messenger.
    @Override
    void close();
}
