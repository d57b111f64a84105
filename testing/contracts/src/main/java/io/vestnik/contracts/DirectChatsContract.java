package io.vestnik.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.chat.Chats.DirectOpening;
import io.vestnik.domain.chat.Peer;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The contract of direct chats: how they are opened, and which requests they refuse.
public abstract class DirectChatsContract extends StoreContract {
    private UserId alice = new UserId(key().value());
    private UserId bob = alice;

    @BeforeEach
    final void thereAreAliceAndBob() {
        alice = person("Alice");
        bob = person("Bob");
    }

    @Test
    void a_new_direct_chat_is_empty_and_has_two_equal_members() {
        ChatId id = chatId();
        Chats.Opened opened = done(store().chats().openDirect(new DirectOpening(id, alice, bob)));

        assertThat(opened.created()).isTrue();
        ChatView view = opened.view();
        assertThat(view.chat().id()).isEqualTo(id);
        assertThat(view.chat().kind()).isEqualTo(ChatKind.DIRECT);
        assertThat(view.chat().title()).isEmpty();
        assertThat(view.chat().createdBy()).contains(alice);
        assertThat(view.chat().memberCount()).isEqualTo(2);
        assertThat(view.chat().version()).isEqualTo(ChatVersion.FIRST);
        assertThat(view.chat().lastMessageId()).isEqualTo(MessageId.NONE);
        assertThat(view.chat().activityAt()).isEqualTo(view.chat().createdAt());
        assertThat(view.lastMessage()).isEmpty();
        assertThat(view.unread()).isZero();
        assertThat(view.me().userId()).isEqualTo(alice);
        assertThat(view.me().name().value()).isEqualTo("Alice");
        assertThat(view.me().role()).contains(Role.MEMBER);
        assertThat(view.me().readUpTo()).isEqualTo(MessageId.NONE);
        assertThat(view.me().joinedAfter()).isEqualTo(MessageId.NONE);
        assertThat(view).isEqualTo(view(alice, id));
        assertThat(members(bob, id)).hasSize(2).allMatch(member -> member.role().equals(Optional.of(Role.MEMBER)));
        assertThat(published(id, ChatEvent.ChatOpened.class, event -> true))
                .satisfies(event -> assertThat(event.chat()).isEqualTo(view.chat()))
                .satisfies(event -> assertThat(event.members()).containsExactlyInAnyOrderElementsOf(members(bob, id)));
    }

    @Test
    void each_side_sees_the_other_as_the_peer() {
        ChatId chat = direct(alice, bob);

        assertThat(view(alice, chat).peer().map(Peer::id)).contains(bob);
        assertThat(view(bob, chat).peer().map(Peer::id)).contains(alice);
        assertThat(view(bob, chat).peer().orElseThrow().name().value()).isEqualTo("Alice");
    }

    @Test
    void a_peer_shows_whether_both_sides_have_written() {
        ChatId chat = direct(alice, bob);
        sends(alice, chat, "hi");
        assertThat(view(bob, chat).peer().orElseThrow().wroteBoth()).isFalse();
        sends(bob, chat, "hello");

        assertThat(view(bob, chat).peer().orElseThrow().wroteBoth()).isTrue();
        assertThat(view(alice, chat).peer().orElseThrow().wroteBoth()).isTrue();
    }

    @Test
    void opening_again_from_either_side_returns_the_same_chat() {
        ChatId chat = direct(alice, bob);
        Chats.Opened again = done(store().chats().openDirect(new DirectOpening(chatId(), bob, alice)));

        assertThat(again.created()).isFalse();
        assertThat(again.view()).isEqualTo(view(bob, chat));
        assertThat(direct(alice, bob)).isEqualTo(chat);
        assertThat(version(alice, chat)).isEqualTo(1);
    }

    @Test
    void a_direct_chat_is_found_by_either_side() {
        assertThat(store().chats().findDirect(alice, bob)).isEmpty();
        ChatId chat = direct(alice, bob);

        assertThat(store().chats().findDirect(alice, bob)).contains(view(alice, chat));
        assertThat(store().chats().findDirect(bob, alice)).contains(view(bob, chat));
        assertThat(store().chats().findDirect(alice, alice)).isEmpty();
        assertThat(store().chats().findDirect(alice, person("Carol"))).isEmpty();
    }

    @Test
    void a_direct_chat_with_oneself_is_refused() {
        assertRefused(store().chats().openDirect(new DirectOpening(chatId(), alice, alice)), Refusal.CHAT_WITH_ONESELF);
    }

    @Test
    void a_direct_chat_with_a_missing_or_deleted_user_is_refused() {
        UserId missing = new UserId(UUID.randomUUID());
        assertRefused(store().chats().openDirect(new DirectOpening(chatId(), alice, missing)), Refusal.USER_NOT_FOUND);
        store().deleteAccount(bob);
        assertRefused(store().chats().openDirect(new DirectOpening(chatId(), alice, bob)), Refusal.USER_NOT_FOUND);
    }

    @Test
    void a_direct_chat_stays_for_the_side_that_has_an_account() {
        ChatId chat = direct(alice, bob);
        sends(bob, chat, "farewell");
        store().deleteAccount(bob);

        assertThat(store().chats()
                        .findDirect(alice, bob)
                        .map(view -> view.chat().id()))
                .contains(chat);
        assertThat(message(alice, chat, 1).senderId()).isEqualTo(bob);
        assertThat(reads(alice, chat, 1)).isEqualTo(1);
    }

    @Test
    void operations_on_groups_are_forbidden_in_a_direct_chat() {
        ChatId chat = direct(alice, bob);
        UserId carol = person("Carol");

        assertRefused(store().chats().retitle(chat, alice, new ChatTitle("us")), Refusal.FORBIDDEN);
        assertRefused(store().chats().delete(chat, alice), Refusal.FORBIDDEN);
        assertRefused(store().chats().add(chat, alice, people(carol), MANY), Refusal.FORBIDDEN);
        assertRefused(store().chats().remove(chat, alice, bob), Refusal.FORBIDDEN);
        assertRefused(store().chats().remove(chat, alice, alice), Refusal.FORBIDDEN);
        assertRefused(store().chats().remove(chat, alice, carol), Refusal.FORBIDDEN);
        assertRefused(store().chats().changeRole(chat, alice, bob, Role.ADMIN), Refusal.FORBIDDEN);
        assertRefused(store().chats().changeRole(chat, alice, carol, Role.ADMIN), Refusal.FORBIDDEN);
        assertThat(version(alice, chat)).isEqualTo(1);
    }
}
