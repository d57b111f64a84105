package io.vestnik.postgres;

import static io.vestnik.postgres.Conversation.await;
import static io.vestnik.postgres.Conversation.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.domain.user.UserName;
import io.vestnik.postgres.connection.PoolUse;
import io.vestnik.postgres.connection.PostgresSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Each kind of work has connections of its own: while one kind uses all of its connections, every other kind is
/// served. Locks held by another session make the work of one kind wait.
final class SharesTest {
    /// The maximum time of a call: far more than any call needs on a busy machine, and less than the wait for a
    /// connection.
    private static final Duration SOON = Duration.ofMillis(2_500);

    private static final int CALLS = 30;

    private final PostgresSettings settings = TestDatabase.create().using(1, 8, Duration.ofSeconds(3));
    private final PostgresStore store = TestDatabase.open(settings, new RecordingEvents());
    private final Conversation talk = Conversation.in(store, settings);
    private final ChatId bystander = Conversation.group(store, talk.bob());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// One call of each kind of work. Each call must be served while the calls of another kind wait.
    private final Map<String, Supplier<?>> served = new LinkedHashMap<>();

    SharesTest() {
        served.put("writers", () -> {
            Appended appended = await(store.messageLog().append(Conversation.draft(bystander, talk.bob(), "hi")));
            assertThat(appended).isInstanceOf(Appended.Stored.class);
            return appended;
        });
        served.put("reads", () -> done(store.messageLog().history(bystander, talk.bob(), 0, 10)));
        served.put("changes", () -> done(store.chats().retitle(bystander, talk.bob(), new ChatTitle("renamed"))));
        served.put(
                "accounts", () -> store.users().change(talk.bob(), Optional.of(new UserName("Bob")), Optional.empty()));
        served.put("checks", () -> {
            assertThat(store.ready()).isTrue();
            return store.chats().versions(List.of(talk.bob()));
        });
    }

    @AfterEach
    void close() {
        threads.close();
        store.close();
    }

    @Test
    void reads_that_use_all_their_connections_delay_no_other_work() throws SQLException {
        // Lists of chats read the titles of groups; a deletion does not.
        ChatId obsolete = Conversation.group(store, talk.bob());
        served.put("changes", () -> done(store.chats().delete(obsolete, talk.bob())));
        exhausted(
                "reads",
                "lock table groups in access exclusive mode",
                () -> store.chats().list(talk.alice(), 10, Optional.empty()));
    }

    @Test
    void changes_that_use_all_their_connections_delay_no_other_work() throws SQLException {
        exhausted(
                "changes",
                "select from chats where id = '" + talk.chat().value() + "' for no key update",
                () -> store.chats().retitle(talk.chat(), talk.alice(), new ChatTitle("waits")));
    }

    @Test
    void logins_that_use_all_their_connections_delay_no_other_work() throws SQLException {
        exhausted(
                "accounts",
                "select from users where id = '" + talk.alice().value() + "' for update",
                () -> store.users().change(talk.alice(), Optional.of(new UserName("Waits")), Optional.empty()));
    }

    @Test
    void sends_that_use_all_their_connections_delay_no_other_work() throws SQLException {
        exhausted(
                "writers",
                "select from chats where id = '" + talk.chat().value() + "' for no key update",
                () -> await(talk.append(talk.draft(talk.alice(), "waits"))));
    }

    /// Makes calls of one kind wait for a lock until they use all connections of their pool. Then makes one call of
    /// every other kind, which must end soon.
    private void exhausted(String pool, String lock, Supplier<?> waiting) throws SQLException {
        try (Connection other = TestDatabase.connect(settings)) {
            other.setAutoCommit(false);
            TestDatabase.execute(other, lock);
            List<CompletableFuture<?>> calls = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                calls.add(CompletableFuture.supplyAsync(waiting, threads).handle((result, failure) -> failure));
            }
            Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> isUsedUp(pool));
            for (Map.Entry<String, Supplier<?>> call : served.entrySet()) {
                if (!call.getKey().equals(pool)) {
                    long began = System.nanoTime();
                    assertThat(call.getValue().get()).as(call.getKey()).isNotNull();
                    assertThat(Duration.ofNanos(System.nanoTime() - began))
                            .as(call.getKey())
                            .isLessThan(SOON);
                }
            }
            assertThat(calls).as("calls that wait for the lock").anyMatch(call -> !call.isDone());
            other.rollback();
            calls.forEach(Conversation::await);
        }
    }

    private boolean isUsedUp(String pool) {
        PoolUse use = store.pools().stream()
                .filter(one -> one.name().equals(pool))
                .findFirst()
                .orElseThrow();
        // A writer uses its second connection only while it retries chats that it has set aside.
        int most = pool.equals("writers") ? 1 : use.max();
        return use.active() >= most;
    }
}
