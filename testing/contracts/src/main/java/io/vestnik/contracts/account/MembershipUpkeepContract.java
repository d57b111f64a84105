package io.vestnik.contracts.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.account.MembershipUpkeep;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.contracts.RecordedErrors;
import io.vestnik.contracts.RecordedEvents;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.Devices;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The contract of group memberships after accounts are deleted, disabled and enabled, over any store.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class MembershipUpkeepContract {
    private static final int MEMBERS_MAX = 200;
    private static final Duration SOON = Duration.ofSeconds(20);

    /// The errors reported by the components under test; there must be none.
    protected final RecordedErrors errors = new RecordedErrors();

    @AfterEach
    final void noUpkeepEnded() {
        assertThat(errors.reports()).isEmpty();
    }

    /// The users of the store under test. Other tests may use the same store.
    protected abstract Users users();

    /// The devices in the store under test.
    protected abstract Devices devices();

    /// The chats in the store under test.
    protected abstract Chats chats();

    /// The messages in the store under test.
    protected abstract MessageLog messageLog();

    /// The read marks in the store under test.
    protected abstract ReadStates readStates();

    /// The events that the store under test has published.
    protected abstract RecordedEvents events();

    /// Adds a user.
    protected final UserId user() {
        return new AccountFixture(users(), devices()).added().id();
    }

    /// Creates a group.
    protected final ChatId group(UserId owner, UserId... members) {
        return done(chats().createGroup(new Chats.GroupFounding(
                        new ChatId(UUID.randomUUID()),
                        owner,
                        new ChatTitle("group"),
                        Set.of(members),
                        Optional.empty(),
                        MEMBERS_MAX)))
                .view()
                .chat()
                .id();
    }

    private static <T> T done(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T>(Refusal reason) -> throw new AssertionError("refused: " + reason);
        };
    }

    private ChatView view(ChatId chat, UserId viewer) {
        return done(chats().find(chat, viewer));
    }

    private void sends(ChatId chat, UserId sender) {
        MessageLog.Appended appended = messageLog()
                .append(Draft.of(
                        chat, sender, new MessageKey(UUID.randomUUID()), new MessageText("text"), Optional.empty()))
                .toCompletableFuture()
                .join();
        assertThat(appended).isInstanceOf(MessageLog.Appended.Stored.class);
    }

    private void reads(ChatId chat, UserId reader, long upTo) {
        done(readStates()
                .advance(chat, reader, new MessageId(upTo))
                .toCompletableFuture()
                .join());
    }

    private long allReadUpTo(ChatId chat, UserId author) {
        return view(chat, author).me().allReadUpTo().value();
    }

    private boolean isOutdated(UserId user) {
        List<Chats.Membership> found = new ArrayList<>();
        Optional<Chats.Membership> after = Optional.empty();
        do {
            List<Chats.Membership> page = chats().outdated(7, after);
            found.addAll(page);
            after = page.isEmpty() ? Optional.empty() : Optional.of(page.getLast());
        } while (after.isPresent());
        return found.stream().anyMatch(membership -> membership.userId().equals(user));
    }

    private MembershipUpkeep startUpkeep() {
        return MembershipUpkeep.start(chats(), SystemRuntime.INSTANCE, errors);
    }

    private void upkeep(UserId user) {
        List<MembershipUpkeep> upkeeps = List.of(startUpkeep(), startUpkeep());
        try {
            await().atMost(SOON).until(() -> !isOutdated(user));
        } finally {
            upkeeps.forEach(MembershipUpkeep::close);
        }
    }

    @Test
    void concurrent_upkeeps_remove_a_deleted_user_from_each_group_once() {
        UserId alice = user();
        UserId bob = user();
        List<ChatId> shared = Stream.generate(() -> group(alice, bob)).limit(50).toList();
        ChatId alone = group(alice);
        assertThat(users().erase(alice, 0)).isPresent();
        assertThat(isOutdated(alice)).isTrue();

        upkeep(alice);

        assertThat(chats().snapshots(alice)).isEmpty();
        assertThat(chats().find(alone, alice)).isEqualTo(Outcome.refused(Refusal.CHAT_NOT_FOUND));
        assertThat(shared).allSatisfy(group -> {
            assertThat(view(group, bob).me().role()).contains(Role.OWNER);
            assertThat(view(group, bob).chat().memberCount()).isOne();
            assertThat(view(group, bob).chat().version().value()).isEqualTo(2);
            assertThat(events().of(group, ChatEvent.MembersChanged.class))
                    .singleElement()
                    .satisfies(event -> assertThat(event.members())
                            .extracting(Member::userId)
                            .containsExactlyInAnyOrder(alice, bob));
        });
    }

    @Test
    void read_does_not_wait_for_a_disabled_member_who_stays_a_member() {
        UserId alice = user();
        UserId bob = user();
        UserId carol = user();
        ChatId group = group(alice, bob, carol);
        sends(group, alice);
        reads(group, bob, 1);
        assertThat(allReadUpTo(group, alice)).isZero();

        users().disable(carol);
        upkeep(carol);

        assertThat(allReadUpTo(group, alice)).isOne();
        assertThat(events().of(group, ChatEvent.MarksMoved.class)
                        .getLast()
                        .floors()
                        .exceptLowest())
                .contains(new ChatEvent.OwnFloor(alice, new MessageId(1)));
        assertThat(view(group, carol).me().readUpTo()).isEqualTo(MessageId.NONE);
        assertThat(view(group, carol).unread()).isOne();
        assertThat(view(group, alice).chat().memberCount()).isEqualTo(3);
        assertThat(done(readStates().readers(group, alice, new MessageId(1), 10, Optional.empty()))
                        .required())
                .isOne();
        sends(group, alice);
        reads(group, bob, 2);
        assertThat(allReadUpTo(group, alice)).isEqualTo(2);
    }

    @Test
    void only_later_messages_wait_for_a_member_who_was_enabled_again() {
        UserId alice = user();
        UserId bob = user();
        UserId carol = user();
        ChatId group = group(alice, bob, carol);
        sends(group, alice);
        users().disable(carol);
        upkeep(carol);
        reads(group, bob, 1);
        assertThat(allReadUpTo(group, alice)).isOne();

        users().enable(carol);
        upkeep(carol);

        assertThat(allReadUpTo(group, alice)).isOne();
        sends(group, alice);
        reads(group, bob, 2);
        assertThat(allReadUpTo(group, alice)).isOne();
        reads(group, carol, 2);
        assertThat(allReadUpTo(group, alice)).isEqualTo(2);
    }

    @Test
    void read_does_not_wait_for_members_added_while_disabled() {
        UserId alice = user();
        UserId bob = user();
        UserId carol = user();
        users().disable(carol);
        upkeep(carol);
        ChatId founded = group(alice, bob, carol);
        ChatId joined = group(alice, bob);
        done(chats().add(joined, alice, Set.of(carol), MEMBERS_MAX));

        for (ChatId group : List.of(founded, joined)) {
            sends(group, alice);
            reads(group, bob, 1);
            assertThat(allReadUpTo(group, alice)).as("%s", group).isOne();
        }
    }

    @Test
    void a_direct_chat_is_not_changed() {
        UserId alice = user();
        UserId bob = user();
        ChatId direct = done(chats().openDirect(new Chats.DirectOpening(new ChatId(UUID.randomUUID()), alice, bob)))
                .view()
                .chat()
                .id();
        sends(direct, alice);
        users().disable(bob);
        upkeep(bob);

        assertThat(allReadUpTo(direct, alice)).isZero();
        users().enable(bob);
        upkeep(bob);
        reads(direct, bob, 1);
        assertThat(allReadUpTo(direct, alice)).isOne();
    }

    @Test
    void the_operator_hands_over_a_group() {
        UserId alice = user();
        UserId bob = user();
        UserId dave = user();
        ChatId group = group(alice, bob);

        assertThat(done(chats().handOver(group, bob)).role()).contains(Role.OWNER);

        assertThat(view(group, alice).me().role()).contains(Role.ADMIN);
        assertThat(view(group, bob).me().role()).contains(Role.OWNER);
        assertThat(events().of(group, ChatEvent.MembersChanged.class))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.members()).extracting(Member::userId).containsExactlyInAnyOrder(alice, bob));
        done(chats().handOver(group, bob));
        assertThat(events().of(group, ChatEvent.MembersChanged.class)).hasSize(1);
        assertThat(chats().handOver(group, dave)).isEqualTo(Outcome.refused(Refusal.CHAT_NOT_FOUND));
    }
}
