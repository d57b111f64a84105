package io.vestnik.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.chat.Chats.GroupFounding;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.user.UserId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The contract of groups: how they are created, renamed and deleted.
public abstract class GroupsContract extends StoreContract {
    private UserId alice = new UserId(key().value());
    private UserId bob = alice;
    private UserId carol = alice;

    @BeforeEach
    final void thereAreAliceBobAndCarol() {
        alice = person("Alice");
        bob = person("Bob");
        carol = person("Carol");
    }

    private static GroupFounding keyed(MessageKey key, UserId creator, String title, UserId... members) {
        return new GroupFounding(chatId(), creator, new ChatTitle(title), Set.of(members), Optional.of(key), MANY);
    }

    @Test
    void the_creator_owns_a_new_group_and_the_others_are_members() {
        GroupFounding founding = founding(alice, "Friends 👋", bob, carol);
        Chats.Opened opened = done(store().chats().createGroup(founding));

        assertThat(opened.created()).isTrue();
        ChatView view = opened.view();
        assertThat(view.chat().id()).isEqualTo(founding.id());
        assertThat(view.chat().kind()).isEqualTo(ChatKind.GROUP);
        assertThat(view.chat().title()).contains(new ChatTitle("Friends 👋"));
        assertThat(view.chat().createdBy()).contains(alice);
        assertThat(view.chat().memberCount()).isEqualTo(3);
        assertThat(view.chat().version()).isEqualTo(ChatVersion.FIRST);
        assertThat(view.peer()).isEmpty();
        assertThat(view.me().role()).contains(Role.OWNER);
        assertThat(member(alice, founding.id(), bob).role()).contains(Role.MEMBER);
        assertThat(member(alice, founding.id(), carol).role()).contains(Role.MEMBER);
        assertThat(published(founding.id(), ChatEvent.ChatOpened.class, event -> true))
                .satisfies(event -> assertThat(event.chat()).isEqualTo(view.chat()))
                .satisfies(event ->
                        assertThat(event.members()).containsExactlyInAnyOrderElementsOf(members(bob, founding.id())));
    }

    @Test
    void the_creator_may_be_among_the_named_members_or_alone() {
        assertThat(view(alice, group(alice, alice, bob)).chat().memberCount()).isEqualTo(2);
        assertThat(view(alice, group(alice)).chat().memberCount()).isEqualTo(1);
    }

    @Test
    void a_repeated_key_returns_the_same_group() {
        MessageKey key = key();
        ChatView first = done(store().chats().createGroup(keyed(key, alice, "group", bob)))
                .view();
        Chats.Opened again = done(store().chats().createGroup(keyed(key, alice, "group", bob)));

        assertThat(again.created()).isFalse();
        assertThat(again.view()).isEqualTo(first);
        assertThat(done(store().chats().createGroup(keyed(key, alice, "group", bob, alice)))
                        .view()
                        .chat()
                        .id())
                .isEqualTo(first.chat().id());
    }

    @Test
    void a_repeated_key_returns_the_same_group_after_it_changed() {
        MessageKey key = key();
        ChatId group = done(store().chats().createGroup(keyed(key, alice, "group", bob)))
                .view()
                .chat()
                .id();
        done(store().chats().retitle(group, alice, new ChatTitle("renamed")));
        removes(alice, group, bob);
        store().deleteAccount(bob);

        assertThat(done(store().chats().createGroup(keyed(key, alice, "group", bob)))
                        .view())
                .isEqualTo(view(alice, group));
    }

    @Test
    void a_repeated_key_with_another_title_or_other_members_is_refused() {
        MessageKey key = key();
        done(store().chats().createGroup(keyed(key, alice, "group", bob)));

        assertRefused(store().chats().createGroup(keyed(key, alice, "other", bob)), Refusal.KEY_REUSED);
        assertRefused(store().chats().createGroup(keyed(key, alice, "group", carol)), Refusal.KEY_REUSED);
        assertRefused(store().chats().createGroup(keyed(key, alice, "group")), Refusal.KEY_REUSED);
    }

    @Test
    void a_key_belongs_to_its_creator() {
        MessageKey key = key();
        ChatId first = done(store().chats().createGroup(keyed(key, alice, "group")))
                .view()
                .chat()
                .id();
        Chats.Opened second = done(store().chats().createGroup(keyed(key, bob, "group")));

        assertThat(second.created()).isTrue();
        assertThat(second.view().chat().id()).isNotEqualTo(first);
    }

    @Test
    void a_repeated_key_finds_no_group_after_leaving_or_deleting_it() {
        MessageKey key = key();
        ChatId group = done(store().chats().createGroup(keyed(key, alice, "group", bob)))
                .view()
                .chat()
                .id();
        removes(alice, group, alice);
        assertRefused(store().chats().createGroup(keyed(key, alice, "group", bob)), Refusal.CHAT_NOT_FOUND);
        done(store().chats().delete(group, bob));
        assertRefused(store().chats().createGroup(keyed(key, alice, "group", bob)), Refusal.CHAT_NOT_FOUND);
    }

    @Test
    void a_group_never_exceeds_its_maximum_of_members() {
        GroupFounding full =
                new GroupFounding(chatId(), alice, new ChatTitle("g"), Set.of(bob, alice), Optional.empty(), 2);
        GroupFounding overfull =
                new GroupFounding(chatId(), alice, new ChatTitle("g"), Set.of(bob, carol), Optional.empty(), 2);

        assertThat(done(store().chats().createGroup(full)).created()).isTrue();
        assertRefused(store().chats().createGroup(overfull), Refusal.GROUP_FULL);
        assertRefused(store().chats().find(overfull.id(), alice), Refusal.CHAT_NOT_FOUND);
    }

    @Test
    void a_refused_creation_does_not_use_its_key() {
        MessageKey key = key();
        UserId missing = new UserId(UUID.randomUUID());
        assertRefused(store().chats().createGroup(keyed(key, alice, "group", missing)), Refusal.USER_NOT_FOUND);

        assertThat(done(store().chats().createGroup(keyed(key, alice, "group", bob)))
                        .created())
                .isTrue();
    }

    @Test
    void a_user_without_an_account_cannot_be_added() {
        store().deleteAccount(bob);

        assertRefused(store().chats().createGroup(founding(alice, "group", bob)), Refusal.USER_NOT_FOUND);
    }

    @Test
    void owner_and_admins_change_the_title() {
        ChatId group = group(alice, bob, carol);
        ChatView renamed = done(store().chats().retitle(group, alice, new ChatTitle("renamed")));

        assertThat(renamed.chat().title()).contains(new ChatTitle("renamed"));
        assertThat(renamed.chat().version().value()).isEqualTo(2);
        assertThat(renamed).isEqualTo(view(alice, group));
        assertThat(published(group, ChatEvent.ChatRetitled.class, event -> true))
                .isEqualTo(new ChatEvent.ChatRetitled(group, new ChatVersion(2), renamed.chat()));
        done(store().chats().changeRole(group, alice, bob, Role.ADMIN));
        done(store().chats().retitle(group, bob, new ChatTitle("again")));
        assertRefused(store().chats().retitle(group, carol, new ChatTitle("mine")), Refusal.FORBIDDEN);
    }

    @Test
    void setting_the_same_title_changes_nothing() {
        ChatId group = group(alice, bob);
        ChatView before = view(alice, group);

        assertThat(done(store().chats().retitle(group, alice, new ChatTitle("group"))))
                .isEqualTo(before);
    }

    @Test
    void a_group_deleted_by_its_owner_is_gone_for_all_members() {
        ChatId group = group(alice, bob);
        sends(bob, group, "hi");
        done(store().chats().changeRole(group, alice, bob, Role.ADMIN));
        assertRefused(store().chats().delete(group, bob), Refusal.FORBIDDEN);
        done(store().chats().delete(group, alice));

        assertRefused(store().chats().find(group, alice), Refusal.CHAT_NOT_FOUND);
        assertRefused(store().messageLog().history(group, bob, 0, 10), Refusal.CHAT_NOT_FOUND);
        assertRefused(appended(draft(alice, group, "hello?")), Refusal.CHAT_NOT_FOUND);
        assertRefused(store().chats().delete(group, alice), Refusal.CHAT_NOT_FOUND);
        assertThat(store().chats().list(alice, 10, Optional.empty()).items()).isEmpty();
        assertThat(store().chats().snapshots(bob)).isEmpty();
        assertThat(store().chats().snapshotsIn(group, people(alice, bob))).isEmpty();
        assertThat(published(group, ChatEvent.ChatClosed.class, event -> true))
                .isEqualTo(new ChatEvent.ChatClosed(group));
    }

    @Test
    void every_call_treats_a_deleted_group_as_a_missing_one() {
        MessageKey key = key();
        ChatId group = done(store().chats().createGroup(keyed(key, alice, "group", bob, carol)))
                .view()
                .chat()
                .id();
        Draft first = draft(alice, group, "hi");
        stored(appended(first));
        MessageId id = new MessageId(1);
        done(store().chats().delete(group, alice));

        assertRefused(store().chats().find(group, alice), Refusal.CHAT_NOT_FOUND);
        assertRefused(store().chats().members(group, alice, 10, Optional.empty()), Refusal.CHAT_NOT_FOUND);
        assertRefused(store().chats().retitle(group, alice, new ChatTitle("other")), Refusal.CHAT_NOT_FOUND);
        assertRefused(store().chats().add(group, alice, people(bob), MANY), Refusal.CHAT_NOT_FOUND);
        assertRefused(store().chats().changeRole(group, alice, bob, Role.OWNER), Refusal.CHAT_NOT_FOUND);
        assertRefused(store().chats().remove(group, alice, bob), Refusal.CHAT_NOT_FOUND);
        assertRefused(store().chats().remove(group, bob, bob), Refusal.CHAT_NOT_FOUND);
        assertRefused(store().chats().createGroup(keyed(key, alice, "group", bob, carol)), Refusal.CHAT_NOT_FOUND);
        assertRefused(appended(first), Refusal.CHAT_NOT_FOUND);
        assertRefused(edit(alice, group, 1, "ho"), Refusal.CHAT_NOT_FOUND);
        assertRefused(delete(alice, group, 1), Refusal.CHAT_NOT_FOUND);
        assertRefused(await(store().readStates().advance(group, bob, id)), Refusal.CHAT_NOT_FOUND);
        assertRefused(store().messageLog().find(group, bob, id), Refusal.CHAT_NOT_FOUND);
        assertRefused(
                store().messageLog().window(group, bob, new MessageLog.WindowAnchor.Newest(), 10),
                Refusal.CHAT_NOT_FOUND);
        assertRefused(store().messageLog().changes(group, bob, ChatVersion.NONE, 10), Refusal.CHAT_NOT_FOUND);
        assertThat(store().messageLog().changesForRepair(group, ChatVersion.NONE, 10))
                .isEmpty();
        assertRefused(store().readStates().readers(group, bob, id, 10, Optional.empty()), Refusal.CHAT_NOT_FOUND);
        assertThat(store().readStates().marks(bob, List.of(group))).isEmpty();
        assertThat(store().chats().versions(List.of(alice, bob))).isEmpty();
        assertThat(store().chats().snapshots(bob)).isEmpty();
        assertThat(store().chats().list(carol, 10, Optional.empty()).items()).isEmpty();
    }

    @Test
    void law_7_a_stranger_neither_changes_nor_reads_a_group() {
        ChatId group = group(alice);

        assertRefused(store().chats().retitle(group, bob, new ChatTitle("mine")), Refusal.CHAT_NOT_FOUND);
        assertRefused(store().chats().delete(group, bob), Refusal.CHAT_NOT_FOUND);
        assertRefused(store().chats().add(group, bob, people(bob), MANY), Refusal.CHAT_NOT_FOUND);
        assertRefused(store().chats().remove(group, bob, alice), Refusal.CHAT_NOT_FOUND);
        assertRefused(store().chats().changeRole(group, bob, bob, Role.OWNER), Refusal.CHAT_NOT_FOUND);
        assertRefused(store().chats().retitle(chatId(), bob, new ChatTitle("mine")), Refusal.CHAT_NOT_FOUND);
    }
}
