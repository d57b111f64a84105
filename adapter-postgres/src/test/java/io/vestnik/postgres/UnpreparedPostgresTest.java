package io.vestnik.postgres;

import io.vestnik.contracts.MessageLogContract;
import io.vestnik.contracts.StoreUnderTest;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.postgres.connection.PostgresSettings;

/// The message log with the settings for a pooler that keeps no prepared statements.
final class UnpreparedPostgresTest extends MessageLogContract {
    private static final PostgresSettings SHARED = TestDatabase.create();

    @Override
    protected StoreUnderTest open(ChatEvents events) {
        PostgresSettings unprepared =
                PostgresSettings.at(SHARED.url() + "?prepareThreshold=0").as(SHARED.user(), SHARED.password());
        return PostgresUnderTest.over(unprepared, events);
    }
}
