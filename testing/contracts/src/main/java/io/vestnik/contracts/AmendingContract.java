package io.vestnik.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The contract of editing and deleting messages: [io.vestnik.domain.message.MessageLog#edit] and
/// [io.vestnik.domain.message.MessageLog#delete].
public abstract class AmendingContract extends StoreContract {
    private UserId alice = new UserId(key().value());
    private UserId bob = alice;
    private UserId carol = alice;
    private ChatId group = chatId();

    @BeforeEach
    final void aliceHasAGroupWithBobAndCarolInWhichBobWrote() {
        alice = person("Alice");
        bob = person("Bob");
        carol = person("Carol");
        group = group(alice, bob, carol);
        sends(bob, group, "hi");
    }

    @Test
    void an_edit_replaces_the_text_in_place_and_takes_a_version() {
        Message before = message(alice, group, 1);
        Message edited = done(edit(bob, group, 1, "hello"));

        assertThat(edited.text()).contains(new MessageText("hello"));
        assertThat(edited.id()).isEqualTo(before.id());
        assertThat(edited.sentAt()).isEqualTo(before.sentAt());
        assertThat(edited.version().value()).isEqualTo(3);
        assertThat(edited.editedAt()).isPresent();
        assertThat(message(alice, group, 1)).isEqualTo(edited);
        assertThat(version(alice, group)).isEqualTo(3);
        assertThat(published(group, ChatEvent.MessageChanged.class, event -> true))
                .isEqualTo(new ChatEvent.MessageChanged(group, edited.version(), edited));
    }

    @Test
    void an_edit_to_the_same_text_changes_nothing() {
        Message before = message(alice, group, 1);

        assertThat(done(edit(bob, group, 1, "hi"))).isEqualTo(before);
        assertThat(version(alice, group)).isEqualTo(2);
    }

    @Test
    void only_the_author_edits() {
        assertRefused(edit(alice, group, 1, "hello"), Refusal.FORBIDDEN);
        assertRefused(edit(carol, group, 1, "hello"), Refusal.FORBIDDEN);
        assertThat(version(alice, group)).isEqualTo(2);
    }

    @Test
    void a_deletion_leaves_a_tombstone_at_the_same_place() {
        sends(carol, group, "after");
        Message before = message(alice, group, 1);
        Message deleted = done(delete(bob, group, 1));

        assertThat(deleted.text()).isEmpty();
        assertThat(deleted.deletedAt()).isPresent();
        assertThat(deleted.sentAt()).isEqualTo(before.sentAt());
        assertThat(deleted.senderId()).isEqualTo(bob);
        assertThat(deleted.version().value()).isEqualTo(4);
        assertThat(message(alice, group, 1)).isEqualTo(deleted);
        assertThat(view(alice, group).chat().lastMessageId().value()).isEqualTo(2);
        assertThat(published(group, ChatEvent.MessageChanged.class, event -> true)
                        .message())
                .isEqualTo(deleted);
    }

    @Test
    void deleting_again_changes_nothing() {
        Message deleted = done(delete(bob, group, 1));

        assertThat(done(delete(bob, group, 1))).isEqualTo(deleted);
        assertThat(done(delete(alice, group, 1))).isEqualTo(deleted);
        assertThat(version(alice, group)).isEqualTo(3);
    }

    @Test
    void a_deleted_message_is_not_edited() {
        done(delete(bob, group, 1));

        assertRefused(edit(bob, group, 1, "hello"), Refusal.MESSAGE_DELETED);
    }

    @Test
    void only_author_owner_and_admins_delete() {
        sends(bob, group, "two");
        sends(bob, group, "three");
        assertRefused(delete(carol, group, 1), Refusal.FORBIDDEN);

        done(store().chats().changeRole(group, alice, carol, Role.ADMIN));
        done(delete(carol, group, 1));
        done(delete(alice, group, 2));
        done(delete(bob, group, 3));
    }

    @Test
    void in_a_direct_chat_each_side_deletes_own_messages() {
        ChatId direct = direct(alice, bob);
        sends(alice, direct, "mine");

        assertRefused(delete(bob, direct, 1), Refusal.FORBIDDEN);
        assertThat(done(delete(alice, direct, 1)).deleted()).isTrue();
    }

    @Test
    void a_missing_message_is_not_found() {
        assertRefused(edit(bob, group, 2, "hello"), Refusal.MESSAGE_NOT_FOUND);
        assertRefused(edit(bob, group, 0, "hello"), Refusal.MESSAGE_NOT_FOUND);
        assertRefused(edit(bob, group, Long.MAX_VALUE, "hello"), Refusal.MESSAGE_NOT_FOUND);
        assertRefused(delete(bob, group, 2), Refusal.MESSAGE_NOT_FOUND);
        assertRefused(delete(alice, group, 0), Refusal.MESSAGE_NOT_FOUND);
    }

    @Test
    void law_7_a_non_member_changes_nothing_and_learns_nothing() {
        UserId dave = person("Dave");
        removes(bob, group, bob);

        assertRefused(edit(dave, group, 1, "hello"), Refusal.CHAT_NOT_FOUND);
        assertRefused(delete(dave, group, 9), Refusal.CHAT_NOT_FOUND);
        assertRefused(edit(bob, group, 1, "hello"), Refusal.CHAT_NOT_FOUND);
        assertRefused(delete(bob, group, 1), Refusal.CHAT_NOT_FOUND);
        assertRefused(delete(alice, chatId(), 1), Refusal.CHAT_NOT_FOUND);
    }

    @Test
    void an_edit_does_not_make_a_read_message_unread() {
        ChatId direct = direct(alice, bob);
        sends(alice, direct, "hi");
        reads(bob, direct, 1);

        assertThat(done(edit(alice, direct, 1, "hello")).read()).isTrue();
        assertThat(done(delete(alice, direct, 1)).read()).isTrue();
    }
}
