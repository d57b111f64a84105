package io.vestnik.contracts.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.bus.Notification;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.MessageId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// Members who left a chat, or who left and rejoined, resume at a node whose notifications are late: law L7.
abstract class LiveDepartureContract extends LiveContract {
    LiveDepartureContract(LiveStores stores) {
        super(stores);
    }

    @Test
    void a_removal_in_a_resume_blocks_older_events_of_a_lagging_feed_L7() {
        startAgainWithoutComparing();
        ChatId chat = group(alice, bob, carol);
        LiveClient.Connection bobs = client(bob).connect();
        LiveClient carols = client(carol);
        LiveClient.Connection first = carols.connect();
        lose(100, 0);
        post(chat, alice, "before");
        read(chat, bob, 1);
        done(messenger.conversations().remove().remove(chat, alice, carol));
        LiveClient.Connection second = carols.connect();
        assertThat(second.shown(LiveEvent.Removal.class)).hasSize(1);
        lose(0, 0);
        post(chat, alice, "after");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(bobs)).containsExactly("before", "after"));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(first.shown(LiveEvent.Removal.class)).hasSize(1));
        assertThat(texts(second)).isEmpty();
        assertThat(second.shown(LiveEvent.Removal.class)).hasSize(1);
        done(messenger.conversations().add().add(chat, alice, Set.of(carol)));
        post(chat, alice, "back");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(second)).containsExactly("back"));
        assertThat(second.shown(LiveEvent.ChatEntry.class)).hasSize(1);
    }

    @Test
    void a_late_removal_after_a_replayed_rejoin_does_not_remove_the_member() {
        startAgainWithoutComparing();
        ChatId chat = group(alice, bob, carol);
        post(chat, alice, "hi");
        LiveClient.Connection first = client(carol).connect();
        LiveClient carols = client(carol);
        carols.connect().cut();
        bus.hold();
        done(messenger.conversations().remove().remove(chat, alice, carol));
        done(messenger.conversations().add().add(chat, alice, Set.of(carol)));
        LiveClient.Connection second = carols.connect();
        read(chat, carol, 1);
        bus.releaseOne();
        // The notification about the return is still held back, so this event must come from a snapshot that the node
        // read.
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(first.shown(LiveEvent.ChatEntry.class)).isNotEmpty());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(second.shown(LiveEvent.ReadMark.class))
                        .contains(new LiveEvent.ReadMark(chat, carol, new MessageId(1))));
        bus.releaseAll();
        post(chat, alice, "and on");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(second)).endsWith("and on"));
        assertThat(second.shown(LiveEvent.Removal.class)).isEmpty();
        assertThat(carols.breaches()).isEmpty();
    }

    @Test
    void a_removal_in_a_cut_resume_blocks_older_events_too_L7() {
        startAgainWithoutComparing();
        ChatId chat = group(alice, bob, carol);
        LiveClient.Connection bobs = client(bob).connect();
        LiveClient.Connection first = client(carol).connect();
        LiveClient carols = client(carol);
        carols.connect().cut();
        lose(100, 0);
        post(chat, alice, "before");
        done(messenger.conversations().remove().remove(chat, alice, carol));
        carols.connect(1);
        LiveClient.Connection second = carols.connect();
        lose(0, 0);
        post(chat, alice, "after");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(bobs)).containsExactly("before", "after"));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(first.shown(LiveEvent.Removal.class)).hasSize(1));
        assertThat(texts(second)).isEmpty();
        done(messenger.conversations().add().add(chat, alice, Set.of(carol)));
        post(chat, alice, "back");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(second)).containsExactly("back"));
    }

    @Test
    void a_member_who_rejoined_during_resume_gets_a_snapshot() {
        startAgainWithoutComparing();
        ChatId chat = group(alice, bob, carol);
        LiveClient.Connection bobs = client(bob).connect();
        LiveClient carols = client(carol);
        carols.connect();
        lose(100, 0);
        done(messenger.conversations().remove().remove(chat, alice, carol));
        LiveClient.Connection second = carols.connect();
        done(messenger.conversations().add().add(chat, alice, Set.of(carol)));
        lose(0, 0);
        post(chat, alice, "after");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(bobs)).containsExactly("after"));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(second.shown(LiveEvent.ChatEntry.class)).isNotEmpty());
        post(chat, alice, "and on");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(second)).endsWith("and on"));
    }

    @Test
    void after_a_lost_removal_the_former_member_gets_no_mark_and_no_typing_L7() {
        startAgainWithoutComparing();
        ChatId chat = group(alice, bob, carol);
        LiveClient.Connection carols = client(carol).connect();
        LiveClient.Connection alices = client(alice).connect();
        post(chat, carol, "an author gets the marks of others");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(carols)).hasSize(1));
        lose(100, 0);
        done(messenger.conversations().remove().remove(chat, alice, carol));
        lose(0, 0);
        ChatVersion removal = new ChatVersion(3);
        bus.publish(new Notification.Typing(chat, bob, removal));
        read(chat, bob, 1);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(carols.shown(LiveEvent.Removal.class)).hasSize(1));
        bus.publish(new Notification.Typing(chat, bob, removal));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(alices.shown(LiveEvent.Typing.class)).hasSize(1));
        assertThat(carols.shown(LiveEvent.ReadMark.class)).isEmpty();
        assertThat(carols.shown(LiveEvent.AllReadMark.class)).isEmpty();
        assertThat(carols.shown(LiveEvent.Typing.class)).isEmpty();
    }

    @Test
    void typing_alone_reveals_a_lost_removal_L7() {
        startAgainWithoutComparing();
        ChatId chat = group(alice, bob, carol);
        LiveClient.Connection carols = client(carol).connect();
        lose(100, 0);
        done(messenger.conversations().remove().remove(chat, alice, carol));
        lose(0, 0);
        bus.publish(new Notification.Typing(chat, bob, new ChatVersion(2)));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(carols.shown(LiveEvent.Removal.class)).hasSize(1));
        assertThat(carols.shown(LiveEvent.Typing.class)).isEmpty();
    }

    @Test
    void a_chat_deleted_during_a_connect_is_removed_without_comparison() {
        AtomicReference<Runnable> meanwhile = startAgainInterrupting("snapshots");
        ChatId chat = group(alice, bob);
        meanwhile.set(() -> done(messenger.conversations().delete().delete(chat, alice)));
        LiveClient.Connection bobs = client(bob).connectFresh();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(bobs.shown(LiveEvent.Removal.class)).hasSize(1));
    }

    @Test
    void a_replay_ahead_of_the_feed_does_not_hide_the_deletion_of_a_chat() {
        startAgainWithoutComparing();
        ChatId chat = group(alice, bob);
        LiveClient bobs = client(bob);
        LiveClient.Connection first = bobs.connect();
        lose(100, 0);
        post(chat, alice, "missed by the feed");
        LiveClient.Connection second = bobs.connect();
        lose(0, 0);
        done(messenger.conversations().delete().delete(chat, alice));
        for (LiveClient.Connection connection : List.of(first, second)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(connection.shown(LiveEvent.Removal.class))
                            .hasSize(1));
        }
    }

    @Test
    void a_chat_that_only_a_replay_delivered_is_removed_when_it_is_deleted() {
        startAgainWithoutComparing();
        LiveClient.Connection first = client(bob).connect();
        lose(100, 0);
        ChatId chat = group(alice, bob);
        LiveClient.Connection second = client(bob).connect();
        assertThat(second.shown(LiveEvent.ChatEntry.class)).hasSize(1);
        lose(0, 0);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(first.shown(LiveEvent.ChatEntry.class)).hasSize(1));
        done(messenger.conversations().delete().delete(chat, alice));
        for (LiveClient.Connection connection : List.of(first, second)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(connection.shown(LiveEvent.Removal.class))
                            .hasSize(1));
        }
    }

    @Test
    void a_chat_deleted_during_a_late_subscription_is_removed_at_once() {
        AtomicReference<Runnable> meanwhile = startAgainInterrupting("find");
        client(bob).connect();
        lose(100, 0);
        ChatId chat = group(alice, bob);
        lose(0, 0);
        meanwhile.set(() -> done(messenger.conversations().delete().delete(chat, alice)));
        LiveClient.Connection second = client(bob).connect();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(second.shown(LiveEvent.Removal.class)).hasSize(1));
    }

    /// Replaces the node and its store by a new node over a new, empty store. The new node makes no periodic comparison
    /// with the store.
    ///
    /// @param method the name of a method of [io.vestnik.domain.chat.Chats]
    /// @return a holder for a task. The task runs a single time: when the store has executed the next call of the
    ///     method, and before the result is returned
    private AtomicReference<Runnable> startAgainInterrupting(String method) {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        startAgain(ports -> {
            Chats slow = intercepted(Chats.class, ports.chats(), (called, call) -> {
                Object read = call.call();
                if (called.equals(method)) {
                    meanwhile.getAndSet(() -> {}).run();
                }
                return read;
            });
            return WrappedStore.with(ports, slow);
        });
        return meanwhile;
    }
}
