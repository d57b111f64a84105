package io.vestnik.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageLog.HistoryPage;
import io.vestnik.domain.message.MessageLog.MessageWindow;
import io.vestnik.domain.message.MessageLog.WindowAnchor;
import io.vestnik.domain.user.UserId;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The contract of reading messages: [io.vestnik.domain.message.MessageLog#find], the history and windows.
public abstract class HistoryContract extends StoreContract {
    private UserId alice = new UserId(key().value());
    private UserId bob = alice;
    private ChatId chat = chatId();

    @BeforeEach
    final void aliceAndBobHaveAChat() {
        alice = person("Alice");
        bob = person("Bob");
        chat = direct(alice, bob);
    }

    private void tenMessages() {
        for (int i = 1; i <= 10; i++) {
            sends(i % 2 == 0 ? alice : bob, chat, "message " + i);
        }
    }

    private HistoryPage history(long offset, int limit) {
        return done(store().messageLog().history(chat, bob, offset, limit));
    }

    private MessageWindow window(WindowAnchor anchor, int limit) {
        return done(store().messageLog().window(chat, bob, anchor, limit));
    }

    private static List<Long> ids(List<Message> messages) {
        return messages.stream().map(message -> message.id().value()).toList();
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 10, 1, 10",
        "0, 3, 1, 3",
        "3, 3, 4, 6",
        "9, 3, 10, 10",
        "8, 200, 9, 10",
        "10, 5, 1, 0",
        "11, 5, 1, 0",
        "9223372036854775807, 200, 1, 0"
    })
    void history_returns_the_messages_after_the_offset_and_the_total(long offset, int limit, long first, long last) {
        tenMessages();
        HistoryPage page = history(offset, limit);

        assertThat(ids(page.messages())).isEqualTo(range(first, last));
        assertThat(page.total()).isEqualTo(10);
    }

    @Test
    void history_of_an_empty_chat_is_empty() {
        assertThat(history(0, 50)).isEqualTo(new HistoryPage(List.of(), 0));
    }

    @Test
    void history_keeps_the_places_of_deleted_messages() {
        tenMessages();
        done(delete(alice, chat, 2));

        assertThat(history(0, 3).messages().get(1).deleted()).isTrue();
        assertThat(history(0, 3).total()).isEqualTo(10);
    }

    @Test
    void a_new_member_sees_the_whole_history() {
        ChatId group = group(alice);
        sends(alice, group, "before");
        adds(alice, group, bob);

        assertThat(ids(done(store().messageLog().history(group, bob, 0, 50)).messages()))
                .containsExactly(1L);
    }

    @ParameterizedTest
    @CsvSource({"3, 8, 10, true", "10, 1, 10, false", "200, 1, 10, false"})
    void the_newest_window_ends_with_the_last_message(int limit, long first, long last, boolean more) {
        tenMessages();

        assertThat(ids(window(new WindowAnchor.Newest(), limit).messages())).isEqualTo(range(first, last));
        assertThat(window(new WindowAnchor.Newest(), limit).hasMore()).isEqualTo(more);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 2, 3, 4, true",
        "5, 4, 1, 4, false",
        "5, 9, 1, 4, false",
        "1, 5, 1, 0, false",
        "0, 5, 1, 0, false",
        "11, 2, 9, 10, true",
        "9223372036854775807, 2, 9, 10, true"
    })
    void the_window_before_a_message_ends_just_before_it(long id, int limit, long first, long last, boolean more) {
        tenMessages();
        MessageWindow window = window(new WindowAnchor.Before(new MessageId(id)), limit);

        assertThat(ids(window.messages())).isEqualTo(range(first, last));
        assertThat(window.hasMore()).isEqualTo(more);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 2, 6, 7, true",
        "5, 5, 6, 10, false",
        "5, 9, 6, 10, false",
        "0, 3, 1, 3, true",
        "10, 3, 1, 0, false",
        "9223372036854775807, 3, 1, 0, false"
    })
    void the_window_after_a_message_begins_just_after_it(long id, int limit, long first, long last, boolean more) {
        tenMessages();
        MessageWindow window = window(new WindowAnchor.After(new MessageId(id)), limit);

        assertThat(ids(window.messages())).isEqualTo(range(first, last));
        assertThat(window.hasMore()).isEqualTo(more);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 4, 3, 6, true",
        "5, 5, 3, 7, true",
        "1, 4, 1, 2, true",
        "10, 4, 8, 10, true",
        "5, 20, 1, 10, false",
        "5, 1, 5, 5, true",
        "1, 20, 1, 10, false",
        "99, 4, 9, 10, true"
    })
    void the_window_around_a_message_has_older_and_newer_messages(
            long id, int limit, long first, long last, boolean more) {
        tenMessages();
        MessageWindow window = window(new WindowAnchor.Around(new MessageId(id)), limit);

        assertThat(ids(window.messages())).isEqualTo(range(first, last));
        assertThat(window.hasMore()).isEqualTo(more);
    }

    @Test
    void windows_of_an_empty_chat_are_empty() {
        List<WindowAnchor> anchors = List.of(
                new WindowAnchor.Newest(),
                new WindowAnchor.Before(new MessageId(1)),
                new WindowAnchor.After(MessageId.NONE),
                new WindowAnchor.Around(new MessageId(1)));

        assertThat(anchors)
                .allSatisfy(anchor -> assertThat(window(anchor, 10)).isEqualTo(new MessageWindow(List.of(), false)));
    }

    @Test
    void one_message_is_found_by_its_id() {
        tenMessages();

        assertThat(message(alice, chat, 7).text().orElseThrow().value()).isEqualTo("message 7");
        assertRefused(store().messageLog().find(chat, alice, new MessageId(11)), Refusal.MESSAGE_NOT_FOUND);
        assertRefused(store().messageLog().find(chat, alice, MessageId.NONE), Refusal.MESSAGE_NOT_FOUND);
        assertRefused(store().messageLog().find(chat, alice, new MessageId(Long.MAX_VALUE)), Refusal.MESSAGE_NOT_FOUND);
    }

    @Test
    void law_7_a_former_member_sees_no_messages() {
        ChatId group = group(alice, bob);
        sends(alice, group, "secret");
        removes(bob, group, bob);

        assertRefused(store().messageLog().find(group, bob, new MessageId(1)), Refusal.CHAT_NOT_FOUND);
        assertRefused(store().messageLog().history(group, bob, 0, 1), Refusal.CHAT_NOT_FOUND);
        assertRefused(store().messageLog().window(group, bob, new WindowAnchor.Newest(), 1), Refusal.CHAT_NOT_FOUND);
    }
}
