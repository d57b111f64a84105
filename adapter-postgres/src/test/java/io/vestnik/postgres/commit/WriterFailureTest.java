package io.vestnik.postgres.commit;

import static io.vestnik.postgres.Conversation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.application.commit.BatchTransaction;
import io.vestnik.application.commit.QueuedChange;
import io.vestnik.application.commit.Transactions;
import io.vestnik.application.commit.Turn;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.postgres.Conversation;
import io.vestnik.postgres.PostgresStore;
import io.vestnik.postgres.RecordingEvents;
import io.vestnik.postgres.TestDatabase;
import io.vestnik.postgres.connection.PooledConnections;
import io.vestnik.postgres.connection.Pools;
import io.vestnik.postgres.connection.PostgresConnection;
import io.vestnik.postgres.connection.PostgresSettings;
import io.vestnik.postgres.transaction.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// An `Error` ends a writer: an open transaction is rolled back, the changes in flight fail, and the error is reported.
final class WriterFailureTest {
    private final PostgresSettings settings = TestDatabase.create().using(1, 4, Duration.ofSeconds(3));
    private final FailingEvents events = new FailingEvents();
    private final List<String> reported = new CopyOnWriteArrayList<>();

    /// Throws an `Error` instead of recording events while `failing` is set.
    private static final class FailingEvents implements ChatEvents {
        private final RecordingEvents recorded = new RecordingEvents();
        private volatile boolean failing;

        @Override
        public void committed(List<? extends ChatEvent> happened) {
            if (failing) {
                throw new OutOfMemoryError("made up by a test");
            }
            recorded.committed(happened);
        }

        @Override
        public void uncertain(Collection<ChatId> chats) {
            recorded.uncertain(chats);
        }
    }

    private PostgresStore open() {
        return TestDatabase.open(settings, events, (component, error) -> reported.add(component + ": " + error));
    }

    @Test
    void an_error_fails_present_and_later_changes_and_is_reported_once() {
        Draft draft;
        Conversation talk;
        try (PostgresStore store = open()) {
            talk = Conversation.in(store, settings);
            talk.sends(talk.alice(), "before");
            draft = talk.draft(talk.alice(), "committed, but not published");
            events.failing = true;
            List<CompletionStage<Appended>> all = new ArrayList<>();
            all.add(talk.append(draft));
            for (int i = 0; i < 500; i++) {
                all.add(talk.append(talk.draft(talk.alice(), "message " + i)));
            }

            all.forEach(stage ->
                    assertThatThrownBy(() -> await(stage)).hasCauseInstanceOf(StoreUnavailableException.class));
            assertThatThrownBy(() -> talk.sends(talk.alice(), "after"))
                    .hasCauseInstanceOf(StoreUnavailableException.class);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(reported)
                            .containsExactly("writer-0: java.lang.OutOfMemoryError: made up by a test"));
            assertThat(events.recorded.uncertain).containsExactly(talk.chat());
            assertThat(store.ready()).isFalse();
            assertThat(store.waiting()).isZero();
            assertThat(transactionsLeftOpen()).isZero();
        }
        events.failing = false;
        try (PostgresStore store = open()) {
            assertThat(await(store.messageLog().append(draft))).isInstanceOf(Appended.Repeated.class);
            assertThat(store.ready()).isTrue();
        }
        assertThat(reported).hasSize(1);
    }

    @Test
    void an_error_before_the_commit_leaves_no_transaction_and_no_lock() {
        try (Pools pools = Pools.open(settings);
                PostgresStore store = open()) {
            Conversation talk = Conversation.in(store, settings);
            Transactions<PostgresConnection> transactions = new Transactions<>(
                    new PooledConnections(pools.writers()), events, SystemRuntime.INSTANCE, Duration.ZERO);
            CompletableFuture<Appended> stage = new CompletableFuture<>();
            List<QueuedChange> writes =
                    List.of(new QueuedChange.Post(talk.draft(talk.alice(), "never"), Optional.empty(), stage));
            Error failure = new OutOfMemoryError("made up by a test");
            // The turn is taken after the rows are locked and the changes are prepared.
            Turn turn = new Turn() {
                @Override
                public void take() {
                    throw failure;
                }

                @Override
                public void release() {}
            };

            assertThatThrownBy(() -> transactions.run(() -> new BatchTransaction<>(
                            new PostgresBatchRows(), writes, Optional.empty(), turn, new Answering())))
                    .isSameAs(failure);

            assertThat(stage).isNotDone();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(transactionsLeftOpen()).isZero());
            assertThat(talk.sends(talk.alice(), "first").id()).isEqualTo(new MessageId(1));
        }
    }

    @Test
    void an_error_in_a_group_change_leaves_no_transaction_and_no_lock() {
        try (PostgresStore store = open()) {
            Conversation talk = Conversation.in(store, settings);
            events.failing = true;
            assertThatThrownBy(() -> store.chats().retitle(talk.chat(), talk.alice(), new ChatTitle("new")))
                    .isInstanceOf(OutOfMemoryError.class);
            events.failing = false;
            assertThat(events.recorded.uncertain).containsExactly(talk.chat());
            Awaitility.await()
                    .untilAsserted(() -> assertThat(transactionsLeftOpen()).isZero());
            talk.sends(talk.alice(), "after");
            assertThat(store.ready()).isTrue();
        }
    }

    @Test
    void a_connection_is_not_reused_after_an_error_in_a_change() {
        Error failure = new OutOfMemoryError("made up by a test");
        AtomicLong session = new AtomicLong();
        try (Pools pools = Pools.open(settings)) {
            Database database = new Database(
                    pools.reads(),
                    new Transactions<>(
                            new PooledConnections(pools.changes()), events, SystemRuntime.INSTANCE, Duration.ZERO));

            assertThatThrownBy(() -> database.change("failing", handle -> {
                        session.set(handle.createQuery("select pg_backend_pid()")
                                .mapTo(Long.class)
                                .one());
                        throw failure;
                    }))
                    .isSameAs(failure);

            Awaitility.await()
                    .untilAsserted(() -> assertThat(TestDatabase.number(
                                    settings, "select count(*) from pg_stat_activity where pid = " + session.get()))
                            .isZero());
        }
    }

    private long transactionsLeftOpen() {
        return TestDatabase.number(
                settings,
                "select count(*) from pg_stat_activity where datname = current_database()"
                        + " and state like 'idle in transaction%'");
    }
}
