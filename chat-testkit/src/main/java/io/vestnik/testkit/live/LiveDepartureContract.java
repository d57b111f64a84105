package io.vestnik.testkit.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Who left a chat, or left and came back, and resumes at a node whose news are late: law L7.
abstract class LiveDepartureContract extends LiveContract {
    LiveDepartureContract(LiveStores stores) {
        super(stores);
    }

    @Test
    void who_was_told_by_a_resume_that_they_left_is_shown_nothing_of_before_by_a_feed_that_is_behind_L7() {
        startAgainWithoutComparing();
        ChatId chat = group(alice, bob, carol);
        LiveClient.Connection bobs = client(bob).connect();
        LiveClient carols = client(carol);
        LiveClient.Connection first = carols.connect();
        bus.lose(100, 0);
        post(chat, alice, "before");
        read(chat, bob, 1);
        done(messenger.conversations().remove().remove(chat, alice, carol));
        LiveClient.Connection second = carols.connect();
        assertThat(second.shown(LiveEvent.Removal.class)).hasSize(1);
        bus.lose(0, 0);
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
    void who_left_and_came_back_keeps_their_place_when_news_of_the_first_come_after_a_replay_of_both() {
        startAgainWithoutComparing();
        ChatId chat = group(alice, bob, carol);
        post(chat, alice, "hi");
        LiveClient.Connection first = client(carol).connect();
        LiveClient carols = client(carol);
        carols.connect().cut();
        bus.keepBack();
        done(messenger.conversations().remove().remove(chat, alice, carol));
        done(messenger.conversations().add().add(chat, alice, Set.of(carol)));
        LiveClient.Connection second = carols.connect();
        read(chat, carol, 1);
        bus.passOne();
        // Not by the news of the return, which are still kept back.
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(first.shown(LiveEvent.ChatEntry.class)).isNotEmpty());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(second.shown(LiveEvent.ReadMark.class))
                        .contains(new LiveEvent.ReadMark(chat, carol, new MessageId(1))));
        bus.passOn();
        post(chat, alice, "and on");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(second)).endsWith("and on"));
        assertThat(second.shown(LiveEvent.Removal.class)).isEmpty();
        assertThat(carols.breaches()).isEmpty();
    }

    @Test
    void who_was_told_so_by_a_resume_that_was_cut_is_shown_nothing_of_before_either_L7() {
        startAgainWithoutComparing();
        ChatId chat = group(alice, bob, carol);
        LiveClient.Connection bobs = client(bob).connect();
        LiveClient.Connection first = client(carol).connect();
        LiveClient carols = client(carol);
        carols.connect().cut();
        bus.lose(100, 0);
        post(chat, alice, "before");
        done(messenger.conversations().remove().remove(chat, alice, carol));
        carols.connect(1);
        LiveClient.Connection second = carols.connect();
        bus.lose(0, 0);
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
    void who_was_told_by_a_resume_that_they_left_and_is_back_gets_the_chat_also_when_no_news_came() {
        startAgainWithoutComparing();
        ChatId chat = group(alice, bob, carol);
        LiveClient.Connection bobs = client(bob).connect();
        LiveClient carols = client(carol);
        carols.connect();
        bus.lose(100, 0);
        done(messenger.conversations().remove().remove(chat, alice, carol));
        LiveClient.Connection second = carols.connect();
        done(messenger.conversations().add().add(chat, alice, Set.of(carol)));
        bus.lose(0, 0);
        post(chat, alice, "after");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(bobs)).containsExactly("after"));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(second.shown(LiveEvent.ChatEntry.class)).isNotEmpty());
        post(chat, alice, "and on");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(second)).endsWith("and on"));
    }

    @Test
    void who_was_replayed_more_than_the_feed_has_shown_is_told_of_the_chats_end_all_the_same() {
        startAgainWithoutComparing();
        ChatId chat = group(alice, bob);
        LiveClient bobs = client(bob);
        LiveClient.Connection first = bobs.connect();
        bus.lose(100, 0);
        post(chat, alice, "missed by the feed");
        LiveClient.Connection second = bobs.connect();
        bus.lose(0, 0);
        done(messenger.conversations().delete().delete(chat, alice));
        for (LiveClient.Connection connection : List.of(first, second)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(connection.shown(LiveEvent.Removal.class))
                            .hasSize(1));
        }
    }
}
