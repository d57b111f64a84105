package io.vestnik.postgres;

import static io.vestnik.postgres.Conversation.await;
import static io.vestnik.postgres.Conversation.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.event.ChatEvent.MessagePosted;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.connection.PostgresSettings;
import io.vestnik.postgres.connection.TransactionSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Work of one kind does not delay work of another kind, and a locked chat delays no other chat. One writer serves all
/// chats.
final class FairnessTest {
    /// The maximum time of a send: far more than it needs on a busy machine, and far less than any time-out.
    private static final Duration SOON = Duration.ofSeconds(2);

    private final PostgresSettings settings = TestDatabase.create().using(1, 8, Duration.ofSeconds(3));
    private final RecordingEvents events = new RecordingEvents();
    private final PostgresStore store = TestDatabase.open(settings, events);
    private final Conversation talk = Conversation.in(store, settings);
    private final ChatId bystander = Conversation.group(store, talk.bob());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.close();
        store.close();
    }

    @Test
    void group_changes_that_wait_for_locks_or_connections_delay_no_sends() throws SQLException {
        try (Connection other = TestDatabase.connect(settings)) {
            lock(other, talk.chat());
            List<CompletableFuture<?>> changes = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                changes.add(inBackground(() -> retitle(talk.chat())));
            }
            awaitLockWaiters(1);
            assertThat(longestSend(bystander, 50)).isLessThan(SOON);
            assertThat(changes).noneMatch(CompletableFuture::isDone);
            other.rollback();
            changes.forEach(Conversation::await);
        }
    }

    @Test
    void changes_of_a_locked_chat_delay_no_changes_of_other_chats() throws SQLException {
        try (Connection other = TestDatabase.connect(settings)) {
            lock(other, talk.chat());
            List<CompletableFuture<?>> changes = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                changes.add(inBackground(() -> retitle(talk.chat())));
            }
            awaitLockWaiters(2);
            CompletableFuture<?> elsewhere = inBackground(
                    () -> done(store.chats().retitle(bystander, talk.bob(), new ChatTitle("renamed meanwhile"))));
            Awaitility.await().atMost(Duration.ofSeconds(4)).until(elsewhere::isDone);
            assertThat(changes).noneMatch(CompletableFuture::isDone);
            other.rollback();
            changes.forEach(Conversation::await);
        }
    }

    @Test
    void hanging_reads_delay_no_sends_group_changes_logins_or_checks() throws SQLException {
        ChatId obsolete = Conversation.group(store, talk.bob());
        try (Connection other = TestDatabase.connect(settings)) {
            other.setAutoCommit(false);
            // Lists and pages of chats read the titles of groups; the calls below do not.
            TestDatabase.execute(other, "lock table groups in access exclusive mode");
            List<CompletableFuture<?>> reads = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                reads.add(inBackground(() -> store.chats().list(talk.alice(), 10, Optional.empty()))
                        .handle((page, failure) -> page));
            }
            awaitLockWaiters(4);
            assertThat(longestSend(bystander, 50)).isLessThan(SOON);
            assertSoon(() -> done(store.chats().delete(obsolete, talk.bob())));
            assertSoon(() -> store.users().find(talk.alice()));
            assertSoon(() -> store.chats().epoch());
            assertSoon(() -> store.chats().versions(List.of(talk.alice())));
            assertThat(assertSoon(store::ready)).isTrue();
            other.rollback();
            reads.forEach(Conversation::await);
        }
    }

    @Test
    void a_locked_chat_delays_no_other_chat_and_keeps_its_own_order() throws SQLException {
        List<CompletionStage<Appended>> locked = new ArrayList<>();
        try (Connection other = TestDatabase.connect(settings)) {
            lock(other, talk.chat());
            for (int i = 0; i < 100; i++) {
                locked.add(talk.append(talk.draft(talk.alice(), "message " + i)));
                assertThat(longestSend(bystander, 1)).isLessThan(SOON);
            }
            assertThat(locked).noneMatch(stage -> stage.toCompletableFuture().isDone());
            other.rollback();
            locked.forEach(stage -> assertThat(await(stage)).isInstanceOf(Appended.Stored.class));
        }
        assertThat(texts(talk.chat())).isEqualTo(numbered("message ", 100));
    }

    @Test
    void sends_to_a_locked_chat_fail_in_time_and_succeed_once_it_is_free() throws SQLException {
        try (Connection other = TestDatabase.connect(settings)) {
            lock(other, talk.chat());
            CompletionStage<Appended> first = talk.append(talk.draft(talk.alice(), "first"));
            CompletionStage<Appended> second = talk.append(talk.draft(talk.alice(), "second"));
            long began = System.nanoTime();
            while (!second.toCompletableFuture().isDone()) {
                assertThat(longestSend(bystander, 1)).isLessThan(SOON);
                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .isLessThan(TransactionSettings.LOCK_MAX.plus(SOON));
            }
            assertThatThrownBy(() -> await(first)).hasCauseInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> await(second)).hasCauseInstanceOf(StoreUnavailableException.class);
            assertThat(events.uncertain).isEmpty();
            other.rollback();
        }
        talk.sends(talk.alice(), "third");
        assertThat(texts(talk.chat())).containsExactly("third");
    }

    @Test
    void many_locked_chats_delay_no_other_chat() throws SQLException {
        List<ChatId> chats = groups(60, List.of());
        List<CompletionStage<Appended>> locked = new ArrayList<>();
        try (Connection other = TestDatabase.connect(settings)) {
            for (ChatId chat : chats) {
                lock(other, chat);
            }
            for (ChatId chat : chats) {
                locked.add(store.messageLog().append(Conversation.draft(chat, talk.alice(), "hi")));
            }
            assertThat(longestSend(bystander, 100)).isLessThan(SOON);
            assertThat(locked).noneMatch(stage -> stage.toCompletableFuture().isDone());
            other.rollback();
            locked.forEach(stage -> assertThat(await(stage)).isInstanceOf(Appended.Stored.class));
        }
    }

    @Test
    void law_9_repeatedly_locked_chats_lose_nothing_and_keep_senders_order() throws Exception {
        int senders = 6;
        List<UserId> people = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            people.add(TestDatabase.person(settings, "Sender"));
        }
        List<ChatId> chats = groups(4, people);
        int each = 400;
        AtomicBoolean ended = new AtomicBoolean();
        List<CompletableFuture<?>> locking = new ArrayList<>();
        List<CompletableFuture<?>> sending = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            SplittableRandom random = new SplittableRandom(i);
            locking.add(inBackground(() -> lockAgainAndAgain(chats, random, ended)));
        }
        try {
            for (int sender = 0; sender < senders; sender++) {
                String name = sender + ": ";
                UserId user = people.get(sender);
                sending.add(inBackground(() -> sendInOrder(chats, user, name, each)));
            }
            sending.forEach(Conversation::await);
        } finally {
            ended.set(true);
        }
        locking.forEach(Conversation::await);

        for (ChatId chat : chats) {
            Conversation.assertDense(talk.history(chat));
            Map<String, List<String>> bySender = new HashMap<>();
            texts(chat)
                    .forEach(text -> bySender.computeIfAbsent(
                                    text.substring(0, text.indexOf(' ') + 1), name -> new ArrayList<>())
                            .add(text));
            assertThat(bySender).hasSize(senders);
            bySender.forEach((name, texts) -> assertThat(texts).isEqualTo(numbered(name, each)));
        }
        for (ChatId chat : chats) {
            assertThat(events.of(chat, MessagePosted.class))
                    .isSortedAccordingTo(
                            Comparator.comparingLong(posted -> posted.version().value()))
                    .hasSize(senders * each);
        }
    }

    /// Sends `each` messages to each chat, and waits for the answers after every 20 messages, like a client with many
    /// unanswered sends.
    private Object sendInOrder(List<ChatId> chats, UserId user, String name, int each) {
        List<CompletionStage<Appended>> all = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            for (ChatId chat : chats) {
                all.add(store.messageLog().append(Conversation.draft(chat, user, name + i)));
            }
            if (i % 20 == 19) {
                all.forEach(Conversation::await);
            }
        }
        all.forEach(stage -> assertThat(await(stage)).isInstanceOf(Appended.Stored.class));
        return name;
    }

    private Object lockAgainAndAgain(List<ChatId> chats, SplittableRandom random, AtomicBoolean ended) {
        int rounds = 0;
        try (Connection other = TestDatabase.connect(settings)) {
            while (!ended.get()) {
                lock(other, chats.get(random.nextInt(chats.size())));
                LockSupport.parkNanos(random.nextLong(Duration.ofMillis(90).toNanos()));
                other.rollback();
                rounds++;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return rounds;
    }

    private List<ChatId> groups(int count, List<UserId> members) {
        List<ChatId> groups = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            groups.add(Conversation.group(store, talk.alice(), members.toArray(UserId[]::new)));
        }
        return groups;
    }

    private static List<String> numbered(String prefix, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(prefix + i);
        }
        return texts;
    }

    private List<String> texts(ChatId chat) {
        return talk.history(chat).stream()
                .map(Message::text)
                .map(text -> text.orElseThrow().value())
                .toList();
    }

    private Object retitle(ChatId chat) {
        return done(store.chats().retitle(chat, talk.alice(), new ChatTitle("renamed")));
    }

    private <T> CompletableFuture<T> inBackground(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, threads);
    }

    private Duration longestSend(ChatId chat, int sends) {
        Duration longest = Duration.ZERO;
        for (int i = 0; i < sends; i++) {
            long began = System.nanoTime();
            assertThat(await(store.messageLog().append(Conversation.draft(chat, talk.bob(), "hi"))))
                    .isInstanceOf(Appended.Stored.class);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            longest = took.compareTo(longest) > 0 ? took : longest;
        }
        return longest;
    }

    private static <T> T assertSoon(Supplier<T> work) {
        long began = System.nanoTime();
        T result = work.get();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
        return result;
    }

    private static void lock(Connection connection, ChatId chat) throws SQLException {
        connection.setAutoCommit(false);
        TestDatabase.execute(connection, "select from chats where id = ? for no key update", chat.value());
    }

    private void awaitLockWaiters(int atLeast) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .until(() -> TestDatabase.number(
                                settings,
                                "select count(*) from pg_stat_activity where datname = current_database()"
                                        + " and wait_event_type = 'Lock'")
                        >= atLeast);
    }
}
