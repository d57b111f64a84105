package io.vestnik.contracts.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.bus.Notification;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import org.junit.jupiter.api.Test;

/// A client receives all events although notifications are lost, late or duplicated, and although the outcome of
/// commits is unknown.
abstract class LiveRepairContract extends LiveContract {
    LiveRepairContract(LiveStores stores) {
        super(stores);
    }

    @Test
    void a_lost_notification_is_read_from_the_log_when_the_next_one_arrives() {
        startAgainWithoutComparing();
        ChatId chat = direct(alice, bob);
        LiveClient bobs = client(bob);
        LiveClient.Connection connection = bobs.connect();
        lose(100, 0);
        post(chat, alice, "lost");
        lose(0, 0);
        post(chat, alice, "kept");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).containsExactly("lost", "kept"));
        assertThat(bobs.breaches()).isEmpty();
        assertThat(repairs.sum()).isPositive();
    }

    @Test
    void a_lost_version_with_a_replaced_change_leaves_no_gap_L4() {
        startAgainWithoutComparing();
        ChatId chat = direct(alice, bob);
        LiveClient bobs = client(bob);
        LiveClient.Connection connection = bobs.connect();
        post(chat, alice, "first");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).hasSize(1));
        lose(100, 0);
        edit(post(chat, alice, "second"), "second, edited");
        lose(0, 0);
        post(chat, alice, "third");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).containsExactly("first", "second, edited", "third"));
        assertThat(connection.shown(LiveEvent.Skipped.class)).hasSize(1);
        assertThat(bobs.breaches()).isEmpty();
    }

    @Test
    void a_comparison_finds_a_lost_last_notification() {
        ChatId chat = direct(alice, bob);
        LiveClient.Connection connection = client(bob).connect();
        lose(100, 0);
        post(chat, alice, "lost and last");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).containsExactly("lost and last"));
    }

    @Test
    void a_comparison_finds_a_lost_join_and_a_lost_removal() {
        LiveClient.Connection connection = client(bob).connect();
        lose(100, 0);
        ChatId chat = group(alice, bob);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(connection.shown(LiveEvent.ChatEntry.class)).hasSize(1));
        done(messenger.conversations().remove().remove(chat, alice, bob));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(connection.shown(LiveEvent.Removal.class)).hasSize(1));
    }

    @Test
    void a_comparison_finds_a_lost_read_notification_L5() {
        ChatId chat = direct(alice, bob);
        LiveClient alices = client(alice);
        alices.connect();
        post(chat, alice, "read me");
        lose(100, 0);
        read(chat, bob, 1);
        await().atMost(PATIENCE).until(() -> alices.allReadUpTo(chat) == 1);
        assertThat(alices.breaches()).isEmpty();
    }

    @Test
    void a_lost_mark_is_read_from_the_store_when_the_next_one_arrives_L5() {
        startAgainWithoutComparing();
        ChatId chat = group(alice, bob, carol);
        LiveClient.Connection otherDevice = client(bob).connect();
        post(chat, alice, "hello");
        lose(100, 0);
        read(chat, bob, 1);
        lose(0, 0);
        read(chat, carol, 1);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(otherDevice.shown(LiveEvent.ReadMark.class))
                        .contains(new LiveEvent.ReadMark(chat, bob, new MessageId(1))));
    }

    @Test
    void a_commit_of_unknown_outcome_is_delivered_without_further_notifications() {
        startAgainWithoutComparing();
        ChatId chat = direct(alice, bob);
        LiveClient.Connection connection = client(bob).connect();
        lose(100, 0);
        post(chat, alice, "committed, but who knows");
        bus.publish(new Notification.Uncertain(chat));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).containsExactly("committed, but who knows"));
    }

    @Test
    void no_send_overtakes_one_of_unknown_outcome_until_its_key_is_repeated() {
        InterposedLog log = new InterposedLog();
        startAgainOver(log);
        ChatId chat = direct(alice, bob);
        ChatId other = direct(alice, carol);
        LiveClient.Connection phone = client(alice).connect();
        MessageKey first = key();
        log.failAll();
        assertThat(answer(phone.send(chat, first, "first"))).isInstanceOf(SendMessage.Outcome.Unknown.class);
        log.recover();
        assertThat(answer(phone.send(chat, key(), "second")))
                .as("sent behind the first")
                .isInstanceOf(SendMessage.Outcome.Unknown.class);
        sent(phone.send(other, key(), "in another chat"));
        assertThat(sent(phone.send(chat, first, "first")).id()).isEqualTo(new MessageId(1));
        assertThat(sent(phone.send(chat, key(), "second")).id()).isEqualTo(new MessageId(2));
    }

    @Test
    void events_missed_during_an_outage_of_the_store_are_delivered_later() {
        InterposedLog log = new InterposedLog();
        startAgainOver(log);
        ChatId chat = direct(alice, bob);
        LiveClient bobs = client(bob);
        LiveClient.Connection connection = bobs.connect();
        lose(100, 0);
        post(chat, alice, "missed");
        log.failAll();
        lose(0, 0);
        bus.publish(new Notification.Uncertain(chat));
        assertThatThrownBy(bobs::connect).isInstanceOf(StoreUnavailableException.class);
        log.recover();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).containsExactly("missed"));
        post(chat, alice, "next");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(connection)).containsExactly("missed", "next"));
        assertThat(bobs.breaches()).isEmpty();
    }
}
