package io.vestnik.contracts.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.bus.Notification;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// The replay to a resuming client is complete, even during concurrent changes.
abstract class LiveResumeContract extends LiveContract {
    LiveResumeContract(LiveStores stores) {
        super(stores);
    }

    @Test
    void a_repeat_of_a_replayed_message_is_a_duplicate_despite_late_notifications_L2() {
        InterposedLog slow = new InterposedLog();
        startAgainOver(slow);
        ChatId chat = direct(alice, bob);
        LiveClient alices = client(alice);
        alices.connect().cut();
        LiveClient.Connection bobs = client(bob).connect();
        SendMessage.Command command =
                new SendMessage.Command(chat, alice, key(), new MessageText("once"), Optional.empty());
        bus.swapPairs(true);
        // The message was stored through a connection that has been closed since, and its notification has not arrived
        // yet.
        sent(messenger.messaging().send().send(command).toCompletableFuture());
        LiveClient.Connection phone = alices.connect();
        assertThat(texts(phone)).containsExactly("once");
        slow.hold();
        CompletableFuture<SendMessage.Outcome> repeat = phone.send(chat, command.key(), "once");
        bus.swapPairs(false);
        bus.publish(new Notification.Typing(chat, bob, ChatVersion.FIRST));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(bobs)).containsExactly("once"));
        bus.publish(new Notification.Typing(chat, bob, ChatVersion.FIRST));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(phone.shown(LiveEvent.Typing.class)).hasSize(2));
        slow.releaseWrites();
        assertThat(answer(repeat)).isInstanceOf(SendMessage.Outcome.Duplicate.class);
        assertThat(phone.shown(SendMessage.Outcome.Sent.class)).isEmpty();
        assertThat(alices.breaches()).isEmpty();
    }

    @Test
    void a_resume_replays_each_changed_item_once_and_then_the_marks() {
        ChatId chat = direct(alice, bob);
        LiveClient bobs = client(bob);
        bobs.connect().cut();
        List<Message> posted = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            posted.add(post(chat, alice, "m" + i));
        }
        for (int i = 0; i < 50; i++) {
            edit(posted.getFirst(), "edited " + i);
        }
        LiveClient.Connection resumed = bobs.connect();
        assertThat(resumed.shown(LiveEvent.MessageState.class)).hasSize(10);
        assertThat(resumed.shown(LiveEvent.MarksSummary.class)).hasSize(1);
        assertThat(bobs.view(chat)).isEqualTo(history(chat, bob));
        assertThat(bobs.breaches()).isEmpty();
    }

    @Test
    void a_resume_lists_no_members_of_a_large_group() {
        ChatId small = group(alice, bob);
        ChatId large = group(alice, bob, carol, person("Dora"), person("Emil"));
        LiveClient bobs = client(bob);
        bobs.connect().cut();
        UserId added = person("Frieda");
        for (ChatId chat : List.of(small, large)) {
            done(messenger.conversations().add().add(chat, alice, Set.of(added)));
        }
        assertThat(bobs.connect().shown(LiveEvent.MemberStates.class))
                .satisfiesExactlyInAnyOrder(
                        event -> {
                            assertThat(event.chatId()).isEqualTo(small);
                            assertThat(event.memberCount()).isEqualTo(3);
                            assertThat(event.members().orElseThrow())
                                    .extracting(Member::userId)
                                    .containsExactly(added);
                        },
                        event -> {
                            assertThat(event.chatId()).isEqualTo(large);
                            assertThat(event.memberCount()).isEqualTo(6);
                            assertThat(event.members()).isEmpty();
                        });
        assertThat(bobs.breaches()).isEmpty();
    }

    @Test
    void a_chat_with_too_many_changes_is_a_gap_after_which_live_continues() {
        ChatId chat = direct(alice, bob);
        LiveClient bobs = client(bob);
        bobs.connect().cut();
        for (int i = 0; i < 501; i++) {
            post(chat, alice, "m" + i);
        }
        LiveClient.Connection resumed = bobs.connect();
        assertThat(resumed.shown(LiveEvent.Gap.class)).hasSize(1);
        post(chat, alice, "after the gap");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(resumed)).containsExactly("after the gap"));
        assertThat(bobs.breaches()).isEmpty();
    }

    @Test
    void a_repeatedly_cut_resume_still_completes() {
        ChatId chat = direct(alice, bob);
        LiveClient bobs = client(bob);
        bobs.connect().cut();
        for (int i = 0; i < 100; i++) {
            post(chat, alice, "m" + i);
        }
        int attempts = 0;
        while (bobs.view(chat).size() < 100 && attempts < 100) {
            bobs.connect(7).cut();
            attempts++;
        }
        assertThat(attempts).isLessThan(20);
        bobs.connect();
        assertThat(bobs.view(chat)).isEqualTo(history(chat, bob));
        assertThat(bobs.breaches()).isEmpty();
    }

    @Test
    void events_beyond_the_buffer_of_a_slow_replay_are_replayed_again() {
        eventsBeyondTheBufferAreReplayedAgain(LiveEvent.MessageState.class);
    }

    @Test
    void events_beyond_the_buffer_during_the_marks_are_replayed_again() {
        eventsBeyondTheBufferAreReplayedAgain(LiveEvent.MarksSummary.class);
    }

    private void eventsBeyondTheBufferAreReplayedAgain(Class<? extends LiveEvent> slowAt) {
        ChatId busy = direct(alice, bob);
        ChatId other = direct(bob, carol);
        LiveClient alices = client(alice);
        alices.connect();
        LiveClient bobs = client(bob);
        bobs.connect().cut();
        post(busy, alice, "first");
        post(other, carol, "first");
        LiveClient.Connection resumed = bobs.connectAndBefore(slowAt, () -> {
            for (int i = 0; i < 1_200; i++) {
                post(busy, alice, "meanwhile " + i);
            }
            post(other, carol, "meanwhile");
            // When Alice has received the messages, the server has also offered them to Bob, during his replay.
            await().atMost(PATIENCE).until(() -> alices.view(busy).size() == 1_201);
        });
        loadGaps(bobs, bob);
        post(busy, alice, "after");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(bobs.view(busy)).isEqualTo(history(busy, bob)));
        assertThat(bobs.view(other)).isEqualTo(history(other, bob));
        assertThat(resumed.shown(LiveEvent.Gap.class)).isNotEmpty();
        assertThat(bobs.breaches()).isEmpty();
    }
}
