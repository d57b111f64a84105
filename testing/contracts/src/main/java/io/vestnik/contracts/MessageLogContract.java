package io.vestnik.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The contract of storing messages: [MessageLog#append].
public abstract class MessageLogContract extends StoreContract {
    private UserId alice = new UserId(key().value());
    private UserId bob = alice;
    private ChatId chat = chatId();

    @BeforeEach
    final void aliceAndBobHaveAChat() {
        alice = person("Alice");
        bob = person("Bob");
        chat = direct(alice, bob);
    }

    private static Draft draft(UserId sender, ChatId chatId, MessageKey key, String text, Optional<MessageId> replyTo) {
        return Draft.of(chatId, sender, key, new MessageText(text), replyTo);
    }

    private static Optional<MessageId> to(long id) {
        return Optional.of(new MessageId(id));
    }

    @Test
    void a_draft_becomes_the_next_message_with_the_next_version() {
        Message first = sends(alice, chat, "hi");
        Message second = sends(bob, chat, "hello");

        assertThat(first.id()).isEqualTo(new MessageId(1));
        assertThat(second.id()).isEqualTo(new MessageId(2));
        assertThat(first.version().value()).isEqualTo(2);
        assertThat(second.version().value()).isEqualTo(3);
        assertThat(first.chatId()).isEqualTo(chat);
        assertThat(first.senderId()).isEqualTo(alice);
        assertThat(first.text()).contains(new MessageText("hi"));
        assertThat(first.read()).isFalse();
        assertThat(first.replyTo()).isEmpty();
        assertThat(first.editedAt()).isEmpty();
        assertThat(first.deletedAt()).isEmpty();
        assertThat(message(bob, chat, 1)).isEqualTo(first);
        assertThat(version(alice, chat)).isEqualTo(3);
    }

    @Test
    void each_chat_counts_its_own_ids_and_versions() {
        ChatId other = group(alice, bob);
        sends(alice, chat, "one");
        sends(alice, chat, "two");

        assertThat(sends(alice, other, "one").id()).isEqualTo(new MessageId(1));
    }

    @Test
    void times_have_the_precision_of_the_wire() {
        Instant sentAt = sends(alice, chat, "hi").sentAt();
        assertThat(sentAt).isEqualTo(sentAt.truncatedTo(ChronoUnit.MILLIS));
    }

    @Test
    void the_event_of_a_new_message_carries_its_key() {
        Draft draft = draft(alice, chat, "hi");
        Message message = stored(appended(draft));

        ChatEvent.MessagePosted posted = published(chat, ChatEvent.MessagePosted.class, event -> true);
        assertThat(posted).isEqualTo(new ChatEvent.MessagePosted(chat, message.version(), message, draft.key()));
    }

    @Test
    void the_listener_of_a_draft_is_called_before_its_event_is_published() {
        for (int i = 1; i <= 20; i++) {
            List<Message> notified = new CopyOnWriteArrayList<>();
            AtomicInteger publishedBefore = new AtomicInteger(-1);
            Draft draft = draft(alice, chat, "m" + i).notifying(stored -> {
                publishedBefore.set(
                        events().of(chat, ChatEvent.MessagePosted.class).size());
                notified.add(stored);
            });
            Message message = stored(appended(draft));

            assertThat(notified).as("before the stage completes").containsExactly(message);
            assertThat(publishedBefore).hasValue(i - 1);
            repeated(appended(draft));
            assertThat(notified).as("not called for a repeat").hasSize(1);
            published(
                    chat,
                    ChatEvent.MessagePosted.class,
                    event -> event.message().equals(message));
        }
    }

    @Test
    void the_listener_of_a_refused_draft_is_not_called() {
        List<Message> notified = new CopyOnWriteArrayList<>();
        Draft draft = draft(person("Mallory"), chat, "hi").notifying(notified::add);
        assertRefused(appended(draft), Refusal.CHAT_NOT_FOUND);
        assertThat(notified).isEmpty();
    }

    @Test
    void texts_are_stored_unchanged() {
        List<MessageText> texts = new ArrayList<>(RandomTexts.troublesome());
        texts.add(RandomTexts.longest());
        for (MessageText text : texts) {
            Message sent = stored(appended(Draft.of(chat, alice, key(), text, Optional.empty())));
            assertThat(sent.text()).contains(text);
            assertThat(message(bob, chat, sent.id().value()).text()).contains(text);
        }
    }

    @Test
    void law_2_a_repeated_key_returns_the_stored_message_and_takes_no_new_id() {
        Draft draft = draft(alice, chat, "hi");
        Message message = stored(appended(draft));
        sends(bob, chat, "between");

        assertThat(repeated(appended(draft))).isEqualTo(message);
        assertThat(version(alice, chat)).isEqualTo(3);
        assertThat(sends(alice, chat, "next").id()).isEqualTo(new MessageId(3));
    }

    @Test
    void a_new_draft_with_the_same_key_and_content_is_a_repeat() {
        MessageKey key = key();
        sends(bob, chat, "question");
        stored(appended(draft(alice, chat, key, "answer", to(1))));

        assertThat(repeated(appended(draft(alice, chat, key, "answer", to(1)))).id())
                .isEqualTo(new MessageId(2));
    }

    @Test
    void a_repeat_of_a_draft_in_flight_is_decided_after_it() {
        Draft draft = draft(alice, chat, "hi");
        CompletionStage<Appended> first = append(draft);
        CompletionStage<Appended> second = append(draft);

        assertThat(repeated(await(second))).isEqualTo(stored(await(first)));
    }

    @Test
    void a_repeat_returns_the_present_state_of_the_message() {
        Draft draft = draft(alice, chat, "hi");
        appended(draft);
        Message edited = done(edit(alice, chat, 1, "hello"));
        assertThat(repeated(appended(draft))).isEqualTo(edited);

        Message deleted = done(delete(alice, chat, 1));
        assertThat(repeated(appended(draft))).isEqualTo(deleted);
        assertThat(deleted.text()).isEmpty();
    }

    @Test
    void a_reused_key_is_refused_even_after_an_edit_or_a_deletion() {
        Draft draft = draft(alice, chat, "hi");
        appended(draft);
        Draft other = draft(alice, chat, draft.key(), "bye", Optional.empty());
        assertRefused(appended(other), Refusal.KEY_REUSED);
        assertRefused(appended(draft(alice, chat, draft.key(), "hi", to(1))), Refusal.KEY_REUSED);

        done(edit(alice, chat, 1, "bye"));
        assertRefused(appended(other), Refusal.KEY_REUSED);
        done(delete(alice, chat, 1));
        assertRefused(appended(other), Refusal.KEY_REUSED);
        assertThat(version(alice, chat)).isEqualTo(4);
    }

    @Test
    void a_key_belongs_to_one_sender_in_one_chat() {
        MessageKey key = key();
        ChatId other = group(alice, bob);
        stored(appended(draft(alice, chat, key, "mine", Optional.empty())));

        assertThat(stored(appended(draft(bob, chat, key, "his", Optional.empty())))
                        .id())
                .isEqualTo(new MessageId(2));
        assertThat(stored(appended(draft(alice, other, key, "elsewhere", Optional.empty())))
                        .id())
                .isEqualTo(new MessageId(1));
    }

    @Test
    void a_key_is_still_known_after_the_sender_left_and_rejoined() {
        ChatId group = group(alice, bob);
        Draft draft = draft(bob, group, "hi");
        Message message = stored(appended(draft));
        removes(bob, group, bob);
        assertRefused(appended(draft), Refusal.CHAT_NOT_FOUND);
        adds(alice, group, bob);

        assertThat(repeated(appended(draft)).id()).isEqualTo(message.id());
    }

    @Test
    void law_7_a_non_member_posts_nothing_and_learns_nothing() {
        UserId carol = person("Carol");

        assertRefused(appended(draft(carol, chat, "hi")), Refusal.CHAT_NOT_FOUND);
        assertRefused(appended(draft(carol, chatId(), "hi")), Refusal.CHAT_NOT_FOUND);
        assertThat(version(alice, chat)).isEqualTo(1);
    }

    @Test
    void law_7_a_removed_member_posts_nothing_more() {
        ChatId group = group(alice, bob);
        removes(alice, group, bob);

        assertRefused(appended(draft(bob, group, "still here")), Refusal.CHAT_NOT_FOUND);
    }

    @Test
    void a_refused_draft_leaves_no_trace_and_its_key_can_still_be_used() {
        MessageKey key = key();
        assertRefused(appended(draft(alice, chat, key, "hi", to(7))), Refusal.MESSAGE_NOT_FOUND);

        assertThat(version(alice, chat)).isEqualTo(1);
        assertThat(stored(appended(draft(alice, chat, key, "hi", Optional.empty())))
                        .id())
                .isEqualTo(new MessageId(1));
    }

    @Test
    void a_reply_needs_an_undeleted_message_of_the_same_chat() {
        sends(bob, chat, "question");
        assertThat(stored(appended(draft(alice, chat, key(), "answer", to(1)))).replyTo())
                .isEqualTo(to(1));
        assertRefused(appended(draft(alice, chat, key(), "answer", to(3))), Refusal.MESSAGE_NOT_FOUND);
        assertRefused(appended(draft(alice, chat, key(), "answer", to(0))), Refusal.MESSAGE_NOT_FOUND);
        assertRefused(appended(draft(alice, chat, key(), "answer", to(Long.MAX_VALUE))), Refusal.MESSAGE_NOT_FOUND);

        done(delete(bob, chat, 1));
        assertRefused(appended(draft(alice, chat, key(), "answer", to(1))), Refusal.MESSAGE_DELETED);
    }

    @Test
    void a_direct_chat_without_the_other_account_accepts_only_repeats() {
        Draft draft = draft(alice, chat, "hi");
        Message message = stored(appended(draft));
        store().deleteAccount(bob);

        assertRefused(appended(draft(alice, chat, "still there?")), Refusal.FORBIDDEN);
        assertThat(repeated(appended(draft))).isEqualTo(message);
    }

    @Test
    void a_group_accepts_messages_after_a_members_account_was_deleted() {
        ChatId group = group(alice, bob);
        store().deleteAccount(bob);

        assertThat(sends(alice, group, "hi").id()).isEqualTo(new MessageId(1));
    }

    @Test
    void calls_of_one_thread_of_any_kind_take_effect_in_order() {
        List<CompletionStage<?>> calls = new ArrayList<>();
        for (int id = 1; id <= 100; id++) {
            calls.add(append(draft(alice, chat, "first " + id)));
            calls.add(store().messageLog()
                    .edit(new MessageLog.Edit(chat, alice, new MessageId(id), new MessageText("then " + id)))
                    .thenAccept(StoreContract::done));
            if (id % 10 == 0) {
                calls.add(store().messageLog()
                        .delete(new MessageLog.Deletion(chat, alice, new MessageId(id)))
                        .thenAccept(StoreContract::done));
            }
            long read = id;
            calls.add(store().readStates()
                    .advance(chat, bob, new MessageId(id))
                    .thenAccept(mark -> assertThat(done(mark).value()).isEqualTo(read)));
        }
        calls.forEach(StoreContract::await);

        for (int id = 1; id <= 100; id++) {
            Message message = message(bob, chat, id);
            assertThat(message.text())
                    .isEqualTo(id % 10 == 0 ? Optional.empty() : Optional.of(new MessageText("then " + id)));
            assertThat(message.read()).isTrue();
        }
    }
}
