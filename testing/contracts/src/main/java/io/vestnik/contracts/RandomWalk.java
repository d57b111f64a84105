package io.vestnik.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Page;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.chat.Chats.DirectOpening;
import io.vestnik.domain.chat.Chats.GroupFounding;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/// Applies random but reproducible operations to a store and to its model, and compares the results.
final class RandomWalk {
    private static final int MEMBERS_MAX = 7;
    private static final List<Role> ROLES = List.of(Role.values());
    private static final int CHATS = 8;
    /// The maximum number of messages of a chat. The model computes everything from scratch, so more messages would
    /// make it slow.
    private static final int MESSAGES_MAX = 300;

    private static final int FULL_COMPARISON_EVERY = 500;

    private final StoreUnderTest store;
    private final Function<String, UserId> newPerson;
    private final Random random;
    private final ModelComparison comparison;
    private final Map<ChatId, ModelChat> chats = new HashMap<>();
    private final List<ChatId> order = new ArrayList<>();
    private final Map<Set<UserId>, ModelChat> directChats = new HashMap<>();
    private final List<UserId> people = new ArrayList<>();
    private final Set<UserId> withoutAccount = new HashSet<>();
    private final List<GroupFounding> foundings = new ArrayList<>();

    RandomWalk(StoreUnderTest store, Function<String, UserId> newPerson, Random random) {
        this.store = store;
        this.newPerson = newPerson;
        this.random = random;
        this.comparison = new ModelComparison(store);
    }

    void run(int steps) {
        for (int i = 0; i < 6; i++) {
            people.add(newPerson.apply("Person " + i));
        }
        found();
        for (int step = 1; step <= steps; step++) {
            try {
                step();
                if (step % FULL_COMPARISON_EVERY == 0 || step == steps) {
                    chats.values().forEach(comparison::compare);
                    chats.values().forEach(comparison::compareHistory);
                }
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("at step " + step + ": " + e.getMessage(), e);
            }
        }
    }

    private void step() {
        if (chats.size() < CHATS || random.nextInt(100) == 0) {
            if (random.nextBoolean()) {
                found();
            } else {
                openDirect();
            }
        }
        if (chats.isEmpty()) {
            return;
        }
        ModelChat chat = anyChat();
        if (chat.last() > MESSAGES_MAX && chat.kind == ChatKind.GROUP) {
            chat.present().stream()
                    .filter(member -> chat.owns(member.userId))
                    .findFirst()
                    .ifPresent(owner -> delete(chat, owner.userId));
            return;
        }
        int dice = random.nextInt(100);
        if (dice < 65) {
            new WalkBurst(store, random).run(chat, this::memberOrStranger, 1 + random.nextInt(6));
        } else if (dice < 76) {
            add(chat);
        } else if (dice < 86) {
            remove(chat);
        } else if (dice < 91) {
            changeRole(chat);
        } else if (dice < 94) {
            retitle(chat);
        } else if (dice < 95) {
            delete(chat, memberOrStranger(chat));
        } else if (dice < 96) {
            repeatCreation();
        } else if (dice < 97) {
            changeAccounts();
        } else if (chat.last() > 0) {
            comparison.compareReaders(chat, chat.messages.get(random.nextInt(chat.messages.size())));
        }
        if (chats.containsKey(chat.id)) {
            comparison.compare(chat);
        }
    }

    private ModelChat anyChat() {
        return Objects.requireNonNull(chats.get(order.get(random.nextInt(order.size()))));
    }

    private UserId anyUser() {
        return people.get(random.nextInt(people.size()));
    }

    /// Chooses a user: mostly a member of the chat, sometimes any user, who may be a former member or a stranger.
    private UserId memberOrStranger(ModelChat chat) {
        List<ModelChat.ModelMember> present = chat.present();
        return random.nextInt(8) == 0 ? anyUser() : present.get(random.nextInt(present.size())).userId;
    }

    private boolean hasAccount(UserId person) {
        return !withoutAccount.contains(person);
    }

    // ---- openings

    private void openDirect() {
        UserId opener = anyUser();
        UserId other = anyUser();
        Outcome<Chats.Opened> outcome =
                store.chats().openDirect(new DirectOpening(new ChatId(UUID.randomUUID()), opener, other));
        ModelChat existing = opener.equals(other) ? null : directChats.get(Set.of(opener, other));
        if (opener.equals(other)) {
            assertThat(outcome).isEqualTo(Outcome.refused(Refusal.CHAT_WITH_ONESELF));
        } else if (existing != null) {
            if (existing.open) {
                assertThat(opened(outcome).view().chat().id()).isEqualTo(existing.id);
                assertThat(opened(outcome).created()).isFalse();
            }
        } else if (!hasAccount(opener) || !hasAccount(other)) {
            assertThat(outcome).isEqualTo(Outcome.refused(Refusal.USER_NOT_FOUND));
        } else {
            directChats.put(Set.of(opener, other), begin(opened(outcome), opener));
        }
    }

    private void found() {
        UserId creator = anyUser();
        Set<UserId> members = new TreeSet<>();
        int wanted = random.nextInt(MEMBERS_MAX + 1);
        for (int i = 0; i < wanted; i++) {
            members.add(anyUser());
        }
        GroupFounding founding = new GroupFounding(
                new ChatId(UUID.randomUUID()),
                creator,
                new ChatTitle("Group " + foundings.size()),
                members,
                Optional.of(new MessageKey(UUID.randomUUID())),
                MEMBERS_MAX - 2);
        members.add(creator);
        Outcome<Chats.Opened> outcome = store.chats().createGroup(founding);
        if (!members.stream().allMatch(this::hasAccount)) {
            if (members.size() <= founding.membersMax()) {
                assertThat(outcome).isEqualTo(Outcome.refused(Refusal.USER_NOT_FOUND));
            }
        } else if (members.size() > founding.membersMax()) {
            assertThat(outcome).isEqualTo(Outcome.refused(Refusal.GROUP_FULL));
        } else {
            begin(opened(outcome), creator);
            foundings.add(founding);
        }
    }

    private static Chats.Opened opened(Outcome<Chats.Opened> outcome) {
        assertThat(outcome).as("opening").isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done<Chats.Opened>) outcome).value();
    }

    private ModelChat begin(Chats.Opened opened, UserId creator) {
        assertThat(opened.created()).as("is new").isTrue();
        ChatId id = opened.view().chat().id();
        ModelChat chat = new ModelChat(
                id, opened.view().chat().kind(), creator, opened.view().chat().title());
        Outcome<Page<Member>> members = store.chats().members(id, creator, MEMBERS_MAX + 2, Optional.empty());
        ((Outcome.Done<Page<Member>>) members).value().items().forEach(chat::enter);
        chats.put(id, chat);
        order.add(id);
        comparison.compare(chat);
        return chat;
    }

    private void repeatCreation() {
        if (foundings.isEmpty()) {
            return;
        }
        GroupFounding founding = foundings.get(random.nextInt(foundings.size()));
        ModelChat chat = chats.get(founding.id());
        boolean there = chat != null && chat.present(founding.creator()).isPresent();
        Outcome<Chats.Opened> outcome = store.chats()
                .createGroup(new GroupFounding(
                        new ChatId(UUID.randomUUID()),
                        founding.creator(),
                        founding.title(),
                        founding.members(),
                        founding.key(),
                        founding.membersMax()));
        if (there) {
            assertThat(opened(outcome).view().chat().id()).isEqualTo(founding.id());
            assertThat(opened(outcome).created()).isFalse();
        } else {
            assertThat(outcome).isEqualTo(Outcome.refused(Refusal.CHAT_NOT_FOUND));
        }
    }

    // ---- memberships

    private void add(ModelChat chat) {
        UserId actor = memberOrStranger(chat);
        Set<UserId> wanted = Set.of(anyUser());
        Outcome<List<Member>> outcome = store.chats().add(chat.id, actor, wanted, MEMBERS_MAX);
        UserId newcomer = wanted.iterator().next();
        if (chat.present(actor).isEmpty()) {
            assertThat(outcome).isEqualTo(Outcome.refused(Refusal.CHAT_NOT_FOUND));
        } else if (!chat.leads(actor)) {
            assertThat(outcome).isEqualTo(Outcome.refused(Refusal.FORBIDDEN));
        } else if (chat.present(newcomer).isPresent()) {
            assertThat(outcome).isEqualTo(Outcome.done(List.of()));
        } else if (!hasAccount(newcomer)) {
            assertThat(outcome).isEqualTo(Outcome.refused(Refusal.USER_NOT_FOUND));
        } else if (chat.present().size() >= MEMBERS_MAX) {
            assertThat(outcome).isEqualTo(Outcome.refused(Refusal.GROUP_FULL));
        } else {
            assertThat(outcome).isInstanceOf(Outcome.Done.class);
            chat.version++;
            ((Outcome.Done<List<Member>>) outcome).value().forEach(chat::enter);
        }
    }

    private void remove(ModelChat chat) {
        UserId actor = memberOrStranger(chat);
        UserId target = random.nextBoolean() ? actor : memberOrStranger(chat);
        Outcome<Chats.Gone> outcome = store.chats().remove(chat.id, actor, target);
        boolean may = chat.kind == ChatKind.GROUP
                && (actor.equals(target) || chat.owns(actor) || (chat.leads(actor) && !chat.leads(target)));
        if (chat.present(actor).isEmpty()) {
            assertThat(outcome).isEqualTo(Outcome.refused(Refusal.CHAT_NOT_FOUND));
        } else if (!may) {
            assertThat(outcome).isEqualTo(Outcome.refused(Refusal.FORBIDDEN));
        } else if (chat.present(target).isEmpty()) {
            assertThat(outcome).isEqualTo(Outcome.refused(Refusal.USER_NOT_FOUND));
        } else {
            assertThat(outcome).isEqualTo(Outcome.done(new Chats.Gone()));
            if (chat.present().size() == 1) {
                forget(chat);
            } else {
                chat.leave(target, this::hasAccount);
            }
        }
    }

    private void changeRole(ModelChat chat) {
        UserId actor = memberOrStranger(chat);
        UserId target = memberOrStranger(chat);
        Role role = ROLES.get(random.nextInt(ROLES.size()));
        Outcome<Member> outcome = store.chats().changeRole(chat.id, actor, target, role);
        if (chat.present(actor).isEmpty()) {
            assertThat(outcome).isEqualTo(Outcome.refused(Refusal.CHAT_NOT_FOUND));
        } else if (!chat.owns(actor) || (actor.equals(target) && role != Role.OWNER)) {
            assertThat(outcome).isEqualTo(Outcome.refused(Refusal.FORBIDDEN));
        } else if (chat.present(target).isEmpty()) {
            assertThat(outcome).isEqualTo(Outcome.refused(Refusal.USER_NOT_FOUND));
        } else {
            assertThat(outcome).isInstanceOf(Outcome.Done.class);
            ModelChat.ModelMember member = chat.present(target).orElseThrow();
            if (!member.role.equals(Optional.of(role))) {
                chat.version++;
                if (role == Role.OWNER) {
                    chat.present(actor).orElseThrow().role = Optional.of(Role.ADMIN);
                }
                member.role = Optional.of(role);
            }
        }
    }

    private void retitle(ModelChat chat) {
        UserId actor = memberOrStranger(chat);
        ChatTitle title = new ChatTitle("Title " + random.nextInt(3));
        Outcome<?> outcome = store.chats().retitle(chat.id, actor, title);
        if (chat.present(actor).isEmpty()) {
            assertThat(outcome).isEqualTo(Outcome.refused(Refusal.CHAT_NOT_FOUND));
        } else if (!chat.leads(actor)) {
            assertThat(outcome).isEqualTo(Outcome.refused(Refusal.FORBIDDEN));
        } else if (!chat.title.equals(Optional.of(title))) {
            assertThat(outcome).isInstanceOf(Outcome.Done.class);
            chat.version++;
            chat.title = Optional.of(title);
        }
    }

    private void delete(ModelChat chat, UserId actor) {
        Outcome<Chats.Gone> outcome = store.chats().delete(chat.id, actor);
        if (chat.present(actor).isEmpty()) {
            assertThat(outcome).isEqualTo(Outcome.refused(Refusal.CHAT_NOT_FOUND));
        } else if (!chat.owns(actor)) {
            assertThat(outcome).isEqualTo(Outcome.refused(Refusal.FORBIDDEN));
        } else {
            assertThat(outcome).isEqualTo(Outcome.done(new Chats.Gone()));
            forget(chat);
        }
    }

    private void forget(ModelChat chat) {
        chats.remove(chat.id);
        order.remove(chat.id);
    }

    private void changeAccounts() {
        people.add(newPerson.apply("Person " + people.size()));
        if (random.nextBoolean()) {
            UserId gone = anyUser();
            store.deleteAccount(gone);
            withoutAccount.add(gone);
            directChats.forEach((pair, chat) -> chat.open &= !pair.contains(gone));
        }
    }
}
