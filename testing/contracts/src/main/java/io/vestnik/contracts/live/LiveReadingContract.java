package io.vestnik.contracts.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import org.junit.jupiter.api.Test;

/// Read marks are delivered to the right members: law L5, as a connected client observes it.
abstract class LiveReadingContract extends LiveContract {
    LiveReadingContract(LiveStores stores) {
        super(stores);
    }

    @Test
    void the_author_gets_each_all_read_mark_once_and_never_backwards_L5() {
        ChatId chat = group(alice, bob, carol);
        LiveClient alices = client(alice);
        LiveClient.Connection connection = alices.connect();
        for (int i = 1; i <= 5; i++) {
            post(chat, alice, "m" + i);
        }
        read(chat, bob, 3);
        read(chat, carol, 2);
        read(chat, carol, 5);
        await().atMost(PATIENCE).until(() -> alices.allReadUpTo(chat) == 3);
        assertThat(connection.shown(LiveEvent.AllReadMark.class))
                .extracting(mark -> mark.upTo().value())
                .containsExactly(2L, 3L);
        assertThat(alices.breaches()).isEmpty();
    }

    @Test
    void a_departure_can_make_a_message_read_by_all() {
        ChatId chat = group(alice, bob, carol);
        LiveClient alices = client(alice);
        alices.connect();
        post(chat, alice, "hello");
        read(chat, bob, 1);
        assertThat(alices.allReadUpTo(chat)).isZero();
        done(messenger.conversations().remove().remove(chat, carol, carol));
        await().atMost(PATIENCE).until(() -> alices.allReadUpTo(chat) == 1);
    }

    @Test
    void read_marks_are_delivered_to_authors_and_the_readers_devices_only() {
        ChatId chat = group(alice, bob, carol);
        LiveClient.Connection author = client(alice).connect();
        LiveClient.Connection reader = client(bob).connect();
        LiveClient.Connection readersOther = client(bob).connect();
        LiveClient.Connection bystander = client(carol).connect();
        post(chat, alice, "hello");
        done(reader.session().read(chat, new MessageId(1)).toCompletableFuture().join());
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(author.shown(LiveEvent.ReadMark.class)).hasSize(1);
            assertThat(readersOther.shown(LiveEvent.ReadMark.class)).hasSize(1);
        });
        post(chat, alice, "a last one, to know that all events have come");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(texts(bystander)).hasSize(2));
        assertThat(bystander.shown(LiveEvent.ReadMark.class)).isEmpty();
        assertThat(reader.shown(LiveEvent.ReadMark.class)).isEmpty();
    }

    @Test
    void a_read_beyond_the_last_message_does_not_hide_later_reads() {
        ChatId chat = direct(alice, bob);
        LiveClient.Connection phone = client(bob).connect();
        assertThat(done(phone.session()
                        .read(chat, new MessageId(1))
                        .toCompletableFuture()
                        .join()))
                .isEqualTo(MessageId.NONE);
        post(chat, alice, "hi");
        read(chat, bob, 1);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(phone.shown(LiveEvent.ReadMark.class))
                        .containsExactly(new LiveEvent.ReadMark(chat, bob, new MessageId(1))));
    }
}
