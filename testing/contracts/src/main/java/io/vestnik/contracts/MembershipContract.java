package io.vestnik.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The contract of memberships: how members join groups, change roles and leave.
public abstract class MembershipContract extends StoreContract {
    private UserId alice = new UserId(key().value());
    private UserId bob = alice;
    private UserId carol = alice;
    private UserId dave = alice;
    private ChatId group = chatId();

    @BeforeEach
    final void aliceOwnsAGroupWithBobTheAdminAndCarol() {
        alice = person("Alice");
        bob = person("Bob");
        carol = person("Carol");
        dave = person("Dave");
        group = group(alice, bob, carol);
        done(store().chats().changeRole(group, alice, bob, Role.ADMIN));
    }

    private ChatEvent.MembersChanged publishedAt(long version) {
        return published(
                group, ChatEvent.MembersChanged.class, event -> event.version().value() == version);
    }

    @Test
    void an_added_member_joins_after_the_last_message_without_unread_ones() {
        sends(alice, group, "before");
        List<Member> added = adds(bob, group, dave);

        assertThat(added).containsExactly(member(alice, group, dave));
        Member joined = added.getFirst();
        assertThat(joined.name().value()).isEqualTo("Dave");
        assertThat(joined.role()).contains(Role.MEMBER);
        assertThat(joined.joinedAfter()).isEqualTo(new MessageId(1));
        assertThat(joined.readUpTo()).isEqualTo(new MessageId(1));
        assertThat(joined.lastSent()).isEqualTo(MessageId.NONE);
        assertThat(view(dave, group).unread()).isZero();
        assertThat(view(dave, group).chat().memberCount()).isEqualTo(4);
        assertThat(publishedAt(4))
                .isEqualTo(new ChatEvent.MembersChanged(
                        group,
                        new ChatVersion(4),
                        view(alice, group).chat(),
                        added,
                        List.of(dave),
                        Optional.of(message(alice, group, 1))));
    }

    @Test
    void several_members_are_added_in_one_step_in_order_of_user_id() {
        UserId erin = person("Erin");
        UserId frank = person("Frank");
        List<Member> added = adds(alice, group, frank, dave, erin);

        assertThat(added.stream().map(Member::userId))
                .containsExactlyInAnyOrder(dave, erin, frank)
                .isSortedAccordingTo(Comparator.naturalOrder());
        assertThat(version(alice, group)).isEqualTo(3);
    }

    @Test
    void adding_an_existing_member_leaves_them_unchanged() {
        sends(alice, group, "hi");
        assertThat(adds(alice, group, bob, dave).stream().map(Member::userId)).containsExactly(dave);
        assertThat(member(alice, group, bob).role()).contains(Role.ADMIN);
        assertThat(member(alice, group, bob).readUpTo()).isEqualTo(MessageId.NONE);
        assertThat(publishedAt(4).members().stream().map(Member::userId)).containsExactly(dave);
    }

    @Test
    void adding_only_existing_members_takes_no_version() {
        assertThat(adds(alice, group, bob, carol)).isEmpty();
        assertThat(adds(alice, group)).isEmpty();
        assertThat(version(alice, group)).isEqualTo(2);
    }

    @Test
    void either_all_users_are_added_or_none() {
        UserId missing = new UserId(UUID.randomUUID());
        UserId erin = person("Erin");
        assertRefused(store().chats().add(group, alice, people(dave, missing), MANY), Refusal.USER_NOT_FOUND);
        assertRefused(store().chats().add(group, alice, people(dave, erin), 4), Refusal.GROUP_FULL);
        store().deleteAccount(erin);
        assertRefused(store().chats().add(group, alice, people(dave, erin), MANY), Refusal.USER_NOT_FOUND);

        assertThat(view(alice, group).chat().memberCount()).isEqualTo(3);
        assertThat(version(alice, group)).isEqualTo(2);
        assertThat(done(store().chats().add(group, alice, people(dave, alice), 4)))
                .hasSize(1);
    }

    @Test
    void owner_and_admins_add_and_members_do_not() {
        assertRefused(store().chats().add(group, carol, people(dave), MANY), Refusal.FORBIDDEN);
        assertThat(adds(bob, group, dave)).hasSize(1);
    }

    @Test
    void members_are_listed_in_order_of_joining_then_of_user_id() {
        adds(alice, group, dave);

        assertThat(members(alice, group))
                .hasSize(4)
                .isSortedAccordingTo(Comparator.comparing(Member::joinedAt).thenComparing(Member::userId));
    }

    @Test
    void the_owner_gives_and_takes_roles() {
        Member admin = done(store().chats().changeRole(group, alice, carol, Role.ADMIN));
        assertThat(admin.role()).contains(Role.ADMIN);
        assertThat(admin).isEqualTo(member(alice, group, carol));
        assertThat(publishedAt(3))
                .isEqualTo(new ChatEvent.MembersChanged(
                        group,
                        new ChatVersion(3),
                        view(alice, group).chat(),
                        List.of(admin),
                        List.of(),
                        publishedAt(3).lastMessage()));
        assertThat(done(store().chats().changeRole(group, alice, carol, Role.MEMBER))
                        .role())
                .contains(Role.MEMBER);
        assertThat(version(alice, group)).isEqualTo(4);
    }

    @Test
    void giving_the_same_role_again_changes_nothing() {
        assertThat(done(store().chats().changeRole(group, alice, bob, Role.ADMIN)))
                .isEqualTo(member(alice, group, bob));
        assertThat(done(store().chats().changeRole(group, alice, alice, Role.OWNER)))
                .isEqualTo(member(alice, group, alice));
        assertThat(version(alice, group)).isEqualTo(2);
    }

    @Test
    void handing_over_makes_the_owner_an_admin_in_the_same_step() {
        assertThat(done(store().chats().changeRole(group, alice, carol, Role.OWNER))
                        .role())
                .contains(Role.OWNER);

        assertThat(member(alice, group, alice).role()).contains(Role.ADMIN);
        assertThat(version(alice, group)).isEqualTo(3);
        assertThat(publishedAt(3).members())
                .containsExactlyInAnyOrder(member(alice, group, alice), member(alice, group, carol));
    }

    @Test
    void only_the_owner_changes_roles_and_cannot_step_down_without_an_heir() {
        assertRefused(store().chats().changeRole(group, bob, carol, Role.ADMIN), Refusal.FORBIDDEN);
        assertRefused(store().chats().changeRole(group, carol, carol, Role.ADMIN), Refusal.FORBIDDEN);
        assertRefused(store().chats().changeRole(group, bob, bob, Role.MEMBER), Refusal.FORBIDDEN);
        assertRefused(store().chats().changeRole(group, alice, alice, Role.MEMBER), Refusal.FORBIDDEN);
        assertRefused(store().chats().changeRole(group, alice, dave, Role.ADMIN), Refusal.USER_NOT_FOUND);
    }

    @Test
    void a_leaver_is_published_without_a_role_and_loses_the_chat() {
        removes(carol, group, carol);

        assertRefused(store().chats().find(group, carol), Refusal.CHAT_NOT_FOUND);
        assertThat(store().chats().snapshots(carol)).isEmpty();
        assertThat(view(alice, group).chat().memberCount()).isEqualTo(2);
        ChatEvent.MembersChanged event = publishedAt(3);
        assertThat(event.chat()).isEqualTo(view(alice, group).chat());
        assertThat(event.added()).isEmpty();
        assertThat(event.members()).singleElement().satisfies(member -> {
            assertThat(member.userId()).isEqualTo(carol);
            assertThat(member.role()).isEmpty();
        });
    }

    @Test
    void the_owner_removes_anyone_and_an_admin_only_plain_members() {
        adds(alice, group, dave);
        done(store().chats().changeRole(group, alice, dave, Role.ADMIN));
        assertRefused(store().chats().remove(group, bob, alice), Refusal.FORBIDDEN);
        assertRefused(store().chats().remove(group, bob, dave), Refusal.FORBIDDEN);
        assertRefused(store().chats().remove(group, carol, bob), Refusal.FORBIDDEN);
        removes(bob, group, carol);
        removes(alice, group, dave);
        assertRefused(store().chats().remove(group, alice, dave), Refusal.USER_NOT_FOUND);
        assertRefused(store().chats().remove(group, bob, carol), Refusal.USER_NOT_FOUND);
    }

    /// Returns the member with this role who joined before the others. Of members who joined in the same millisecond,
    /// it is the member with the lowest user id.
    private UserId longestStanding(Role role) {
        return members(alice, group).stream()
                .filter(member -> member.role().equals(Optional.of(role)))
                .findFirst()
                .orElseThrow()
                .userId();
    }

    @Test
    void a_leaving_owner_hands_over_to_the_longest_standing_admin() {
        adds(alice, group, dave);
        done(store().chats().changeRole(group, alice, dave, Role.ADMIN));
        UserId heir = longestStanding(Role.ADMIN);
        long before = version(alice, group);
        removes(alice, group, alice);

        assertThat(member(heir, group, heir).role()).contains(Role.OWNER);
        assertThat(version(heir, group)).isEqualTo(before + 1);
        assertThat(publishedAt(before + 1).members().stream().map(Member::userId))
                .containsExactlyInAnyOrder(alice, heir);
    }

    @Test
    void without_admins_the_longest_standing_member_inherits_the_group() {
        removes(alice, group, bob);
        adds(alice, group, dave);
        UserId heir = longestStanding(Role.MEMBER);
        removes(alice, group, alice);

        assertThat(member(heir, group, heir).role()).contains(Role.OWNER);
    }

    @Test
    void a_member_without_an_account_inherits_a_group_last() {
        store().deleteAccount(bob);
        removes(alice, group, alice);

        assertThat(member(carol, group, carol).role()).contains(Role.OWNER);
        assertThat(member(carol, group, bob).role()).contains(Role.ADMIN);
        removes(carol, group, carol);
        assertThat(member(bob, group, bob).role()).contains(Role.OWNER);
    }

    @Test
    void a_group_is_deleted_with_its_last_member() {
        removes(alice, group, bob);
        removes(alice, group, carol);
        removes(alice, group, alice);

        assertRefused(store().chats().find(group, alice), Refusal.CHAT_NOT_FOUND);
        assertThat(store().messageLog().changesForRepair(group, ChatVersion.NONE, 1))
                .isEmpty();
        assertThat(published(group, ChatEvent.ChatClosed.class, event -> true)).isNotNull();
    }

    @Test
    void a_returning_member_rejoins_after_the_last_message() {
        removes(alice, group, bob);
        sends(alice, group, "while he is away");
        Set<Member> added = Set.copyOf(adds(alice, group, bob));

        assertThat(added).singleElement().satisfies(member -> {
            assertThat(member.role()).contains(Role.MEMBER);
            assertThat(member.joinedAfter()).isEqualTo(new MessageId(1));
            assertThat(member.readUpTo()).isEqualTo(new MessageId(1));
        });
        assertThat(view(bob, group).unread()).isZero();
    }
}
