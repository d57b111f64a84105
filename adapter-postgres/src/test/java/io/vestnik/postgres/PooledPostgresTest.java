package io.vestnik.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vestnik.contracts.EveryStoreContract;
import io.vestnik.contracts.StoreUnderTest;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.faults.PgBouncer;
import io.vestnik.postgres.connection.PoolUse;
import io.vestnik.postgres.connection.Pools;
import io.vestnik.postgres.connection.PostgresSettings;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// All contracts through a real PgBouncer in transaction mode. These tests take as long as all contracts without
/// PgBouncer. So they run only in `.ci/run` and, after a change of a statement, by hand:
/// `mvn -Ppooled -pl adapter-postgres -am verify`.
@Tag("pooled")
final class PooledPostgresTest extends EveryStoreContract {
    private static PgBouncer bouncer;
    private static ReusedStore store;

    @BeforeAll
    static void start() {
        assumeTrue(PgBouncer.program().isPresent(), PgBouncer.MISSING);
        PostgresSettings direct = TestDatabase.create();
        bouncer = PgBouncer.inFrontOf(
                direct.url(), direct.user().orElseThrow(), direct.password().orElseThrow());
        store = new ReusedStore(PostgresSettings.at(bouncer.url(direct.url()))
                .as(direct.user(), direct.password())
                .migrating(PostgresSettings.Migration.AUTO, Optional.of(direct.url())));
    }

    @AfterAll
    static void stop() {
        if (store != null) {
            store.close();
        }
        if (bouncer != null) {
            bouncer.close();
        }
    }

    @Override
    protected StoreUnderTest open(ChatEvents events) {
        return store.publishingTo(events);
    }

    @Nested
    class Otherwise {
        @Test
        void the_pooler_is_detected_and_migrations_use_the_direct_address() {
            PostgresSettings empty = TestDatabase.empty();
            PostgresSettings through = PostgresSettings.at(bouncer.url(empty.url()))
                    .as(empty.user(), empty.password())
                    .migrating(PostgresSettings.Migration.AUTO, Optional.of(empty.url()));
            assertThat(through.address()).isNotEqualTo(through.migrationAddress());
            try (PostgresStore store = TestDatabase.open(through, new RecordingEvents())) {
                assertThat(store.ready()).isTrue();
                assertThat(store.pools())
                        .extracting(PoolUse::name)
                        .containsExactly("writers", "reads", "changes", "accounts", "checks", "background");
            }
            try (Pools pools = Pools.open(through);
                    Pools without = Pools.open(empty)) {
                assertThat(pools.reads().settings()).hasSize(1);
                assertThat(without.reads().settings()).isEmpty();
            }
        }
    }
}
