package io.vestnik.postgres;

import io.vestnik.application.MessengerStore;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.contracts.live.TwoNodesContract;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.connection.PostgresSettings;

final class TwoNodesTest extends TwoNodesContract {
    private final PostgresSettings settings = TestDatabase.create();

    @Override
    protected MessengerStore openStore() {
        return TestDatabase.open(settings, new LocalNotificationBus());
    }

    @Override
    protected UserId person(String name) {
        return TestDatabase.person(settings, name);
    }
}
