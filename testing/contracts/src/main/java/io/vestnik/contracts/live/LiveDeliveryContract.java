package io.vestnik.contracts.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Events reach the right members, once and in order, and answers have their place among the events: the laws L4 and
/// L7, as a connected client observes them.
abstract class LiveDeliveryContract extends LiveContract {
    LiveDeliveryContract(LiveStores stores) {
        super(stores);
    }

    @Test
    void the_sender_gets_the_answer_in_place_of_the_event() {
        ChatId chat = direct(alice, bob);
        LiveClient.Connection phone = client(alice).connect();
        LiveClient.Connection laptop = client(alice).connect();
        LiveClient.Connection other = client(bob).connect();
        Message sent = sent(phone.send(chat, key(), "hi"));
        assertThat(sent.id()).isEqualTo(new MessageId(1));
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(texts(laptop)).containsExactly("hi");
            assertThat(texts(other)).containsExactly("hi");
        });
        assertThat(phone.shown(LiveEvent.MessageState.class)).isEmpty();
        assertThat(phone.shown(SendMessage.Outcome.Sent.class)).hasSize(1);
    }

    @Test
    void a_repeat_returns_the_stored_message_and_is_not_delivered() {
        ChatId chat = direct(alice, bob);
        LiveClient.Connection phone = client(alice).connect();
        LiveClient.Connection other = client(bob).connect();
        MessageKey key = key();
        Message first = sent(phone.send(chat, key, "once"));
        assertThat(phone.send(chat, key, "once").join())
                .isInstanceOfSatisfying(
                        SendMessage.Outcome.Duplicate.class,
                        d -> assertThat(d.message().id()).isEqualTo(first.id()));
        sent(phone.send(chat, key(), "next"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(other)).containsExactly("once", "next"));
    }

    @Test
    void a_removed_member_gets_the_removal_and_no_later_event_L7() {
        ChatId chat = group(alice, bob, carol);
        LiveClient.Connection carols = client(carol).connect();
        LiveClient.Connection bobs = client(bob).connect();
        done(messenger.conversations().remove().remove(chat, alice, carol));
        post(chat, alice, "secret");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(bobs)).containsExactly("secret"));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(carols.shown(LiveEvent.Removal.class)).hasSize(1));
        assertThat(texts(carols)).isEmpty();
    }

    @Test
    void an_added_member_gets_a_snapshot_and_later_events() {
        ChatId chat = group(alice, bob);
        LiveClient.Connection carols = client(carol).connect();
        LiveClient.Connection bobs = client(bob).connect();
        post(chat, alice, "before");
        done(messenger.conversations().add().add(chat, alice, Set.of(carol)));
        post(chat, alice, "after");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(carols)).containsExactly("after"));
        assertThat(carols.shown(LiveEvent.ChatEntry.class))
                .singleElement()
                .satisfies(entry -> assertThat(
                                entry.view().lastMessage().orElseThrow().text())
                        .contains(new MessageText("before")));
        assertThat(bobs.shown(LiveEvent.MemberStates.class))
                .singleElement()
                .satisfies(e -> assertThat(e.memberCount()).isEqualTo(3));
    }

    @Test
    void duplicate_and_late_notifications_are_delivered_once_in_order_L4() {
        startAgainWithoutComparing();
        ChatId chat = direct(alice, bob);
        LiveClient bobs = client(bob);
        LiveClient.Connection connection = bobs.connect();
        lose(0, 100);
        bus.swapPairs(true);
        for (int i = 0; i < 100; i++) {
            post(chat, alice, "m" + i);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).hasSize(100));
        assertThat(bobs.breaches()).isEmpty();
        assertThat(connection.shown(LiveEvent.Skipped.class)).isEmpty();
    }

    @Test
    void reconnecting_clients_miss_no_event_and_get_none_twice_L4() {
        ChatId chat = group(alice, bob, carol);
        AtomicBoolean writing = new AtomicBoolean(true);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            Random random = new Random(seed);
            Message last = post(chat, alice, "first");
            for (int i = 0; i < 3_000; i++) {
                if (random.nextInt(4) == 0) {
                    edit(last, "edit " + i);
                } else {
                    last = post(chat, alice, "message " + i);
                }
            }
            writing.set(false);
        });
        lose(2, 2);
        List<LiveClient> clients = List.of(client(bob), client(carol), client(alice), client(bob));
        List<CompletableFuture<Void>> readers = clients.stream()
                .map(client -> CompletableFuture.runAsync(() -> {
                    Random random = new Random(seed + client.hashCode());
                    while (writing.get()) {
                        LiveClient.Connection connection =
                                client.connect(random.nextInt(3) == 0 ? random.nextInt(50) : Integer.MAX_VALUE);
                        loadGaps(client, client == clients.get(1) ? carol : bob);
                        connection.cut();
                    }
                }))
                .toList();
        writer.join();
        readers.forEach(CompletableFuture::join);
        lose(0, 0);
        for (LiveClient client : clients) {
            client.connect();
            loadGaps(client, bob);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(client.view(chat)).as("seed %d", seed).isEqualTo(history(chat, bob)));
            assertThat(client.breaches()).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void partners_who_have_both_written_get_each_others_presence() {
        ChatId chat = direct(alice, bob);
        LiveClient.Connection alices = client(alice).connect();
        LiveClient.Connection bobs = client(bob).connect();
        sent(alices.send(chat, key(), "hi"));
        assertThat(bobs.shown(LiveEvent.Presence.class)).isEmpty();
        sent(bobs.send(chat, key(), "hello"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(alices.shown(LiveEvent.Presence.class))
                        .extracting(LiveEvent.Presence::userId, LiveEvent.Presence::online)
                        .containsExactly(tuple(bob, true)));
        bobs.cut();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(alices.shown(LiveEvent.Presence.class).getLast())
                                .satisfies(p -> assertThat(p.online()).isFalse())
                                .satisfies(p -> assertThat(p.lastSeenAt()).isPresent()));
        client(bob).connect();
        await().atMost(PATIENCE)
                .until(() -> alices.shown(LiveEvent.Presence.class).getLast().online());
    }

    @Test
    void typing_is_delivered_to_members_and_ignored_from_strangers() {
        ChatId chat = direct(alice, bob);
        LiveClient.Connection alices = client(alice).connect();
        LiveClient.Connection bobs = client(bob).connect();
        client(carol).connect().session().typing(chat);
        alices.session().typing(chat);
        alices.session().typing(chat);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bobs.shown(LiveEvent.Typing.class))
                        .containsExactly(new LiveEvent.Typing(chat, alice)));
        assertThat(alices.shown(LiveEvent.Typing.class)).isEmpty();
    }

    @Test
    void one_connection_too_many_closes_the_oldest() {
        List<LiveClient.Connection> connections = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            connections.add(client(alice).connect());
        }
        assertThat(connections.get(0).closeReason()).contains(EventSink.CloseReason.REPLACED);
        assertThat(connections.subList(1, 4)).allMatch(c -> c.closeReason().isEmpty());
    }
}
