package io.vestnik.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.chat.Chats.DirectOpening;
import io.vestnik.domain.chat.Chats.GroupFounding;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The contract of a store under concurrent calls. The laws are checked after each test, so a test only asserts what
/// they do not cover.
public abstract class ParallelContract extends StoreContract {
    private static final int THREADS = 64;

    private List<UserId> people(int count) {
        return IntStream.range(0, count).mapToObj(i -> person("Person " + i)).toList();
    }

    private static UserId[] rest(List<UserId> people) {
        return people.stream().skip(1).toArray(UserId[]::new);
    }

    @Test
    void law_2_concurrent_repeats_of_the_same_keys_store_each_message_once() {
        List<UserId> senders = people(4);
        ChatId chat = group(senders.getFirst(), rest(senders));
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            drafts.add(draft(senders.get(i % senders.size()), chat, "message " + i));
        }
        Map<Draft, Set<Message>> stored = new ConcurrentHashMap<>();
        Map<Draft, Set<MessageId>> answered = new ConcurrentHashMap<>();

        ParallelRun.run(THREADS, thread -> {
            for (int i = 0; i < drafts.size(); i++) {
                Draft draft = drafts.get((i + thread) % drafts.size());
                switch (appended(draft)) {
                    case Appended.Stored(Message message) -> {
                        stored.computeIfAbsent(draft, d -> ConcurrentHashMap.newKeySet())
                                .add(message);
                        answered.computeIfAbsent(draft, d -> ConcurrentHashMap.newKeySet())
                                .add(message.id());
                    }
                    case Appended.Repeated(Message message) ->
                        answered.computeIfAbsent(draft, d -> ConcurrentHashMap.newKeySet())
                                .add(message.id());
                    case Appended.Refused refused -> throw new AssertionError("refused: " + refused);
                }
            }
        });

        assertThat(view(senders.getFirst(), chat).chat().lastMessageId().value())
                .as("messages stored")
                .isEqualTo(drafts.size());
        assertThat(stored.values())
                .as("stored once each")
                .hasSize(drafts.size())
                .allMatch(each -> each.size() == 1);
        assertThat(answered.values()).as("one place each").allMatch(each -> each.size() == 1);
    }

    @Test
    void concurrent_sends_joins_departures_and_reads_keep_the_laws() {
        List<UserId> people = people(12);
        UserId owner = people.getFirst();
        ChatId chat = group(owner, rest(people.subList(0, 6)));
        int each = 15;
        ParallelRun.run(THREADS, thread -> {
            Random random = new Random(thread);
            UserId me = people.get(thread % people.size());
            List<CompletionStage<?>> waiting = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                waiting.add(append(draft(me, chat, "message " + i)));
                waiting.add(store().readStates().advance(chat, me, new MessageId(random.nextInt(thread * each + 1))));
                if (random.nextInt(4) == 0) {
                    UserId other = people.get(1 + random.nextInt(people.size() - 1));
                    switch (random.nextInt(3)) {
                        case 0 -> store().chats().add(chat, owner, Set.of(other), MANY);
                        case 1 -> store().chats().remove(chat, owner, other);
                        default -> store().chats().remove(chat, other, other);
                    }
                }
            }
            waiting.forEach(StoreContract::await);
        });

        assertThat(view(owner, chat).chat().lastMessageId().value())
                .as("messages stored")
                .isPositive();
    }

    @Test
    void law_1_the_messages_of_each_sender_keep_the_order_of_sending() {
        List<UserId> senders = people(8);
        ChatId chat = group(senders.getFirst(), rest(senders));
        ParallelRun.run(senders.size(), thread -> {
            List<CompletionStage<Appended>> sent = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                sent.add(append(draft(senders.get(thread), chat, "message " + i)));
            }
            List<MessageId> ids =
                    sent.stream().map(stage -> stored(await(stage)).id()).toList();
            assertThat(ids).as("places of sender %d", thread).isSorted().doesNotHaveDuplicates();
        });

        assertThat(view(senders.getFirst(), chat).chat().lastMessageId().value())
                .isEqualTo(800);
    }

    @Test
    void law_5_each_advance_of_the_read_floor_is_published_once() {
        List<UserId> people = people(6);
        UserId author = people.getFirst();
        ChatId chat = group(author, rest(people));
        int messages = 100;
        for (int i = 0; i < messages; i++) {
            sends(author, chat, "message " + i);
        }
        ParallelRun.run(people.size() - 1, thread -> {
            for (int id = 1; id <= messages; id++) {
                await(store().readStates().advance(chat, people.get(thread + 1), new MessageId(id)));
            }
        });

        assertThat(message(author, chat, messages).read())
                .as("the last is read")
                .isTrue();
        published(chat, ChatEvent.MarksMoved.class, move -> ownOf(author, move).value() == messages);
        List<MessageId> advances = events().of(chat, ChatEvent.MarksMoved.class).stream()
                .map(move -> ownOf(author, move))
                .toList();
        assertThat(advances).as("published read floors").isSorted();
    }

    private static MessageId ownOf(UserId author, ChatEvent.MarksMoved move) {
        return move.floors()
                .exceptLowest()
                .filter(own -> own.author().equals(author))
                .map(ChatEvent.OwnFloor::upTo)
                .orElse(move.floors().everyone());
    }

    @Test
    void concurrent_reads_all_count() {
        List<UserId> people = people(9);
        UserId author = people.getFirst();
        ChatId chat = group(author, rest(people));
        for (int round = 1; round <= 20; round++) {
            MessageId id = sends(author, chat, "round " + round).id();
            ParallelRun.run(
                    people.size() - 1, thread -> await(store().readStates().advance(chat, people.get(thread + 1), id)));
            assertThat(message(author, chat, round).read())
                    .as("round %d", round)
                    .isTrue();
        }
    }

    @Test
    void concurrent_openings_of_a_direct_chat_return_the_same_chat() {
        List<UserId> people = people(16);
        Map<Set<UserId>, Queue<Chats.Opened>> opened = new ConcurrentHashMap<>();
        ParallelRun.run(8, thread -> {
            for (UserId one : people) {
                for (UserId other : people.subList(people.indexOf(one) + 1, people.size())) {
                    DirectOpening opening = thread % 2 == 0
                            ? new DirectOpening(chatId(), one, other)
                            : new DirectOpening(chatId(), other, one);
                    opened.computeIfAbsent(Set.of(one, other), pair -> new ConcurrentLinkedQueue<>())
                            .add(done(store().chats().openDirect(opening)));
                }
            }
        });

        assertThat(opened.values()).hasSize(120).allSatisfy(answers -> {
            assertThat(answers.stream().map(each -> each.view().chat().id()).distinct())
                    .as("chats of the pair")
                    .hasSize(1);
            assertThat(answers.stream().filter(Chats.Opened::created))
                    .as("made")
                    .hasSize(1);
        });
    }

    @Test
    void concurrent_creations_with_one_key_create_one_group() {
        List<UserId> people = people(3);
        for (int round = 0; round < 10; round++) {
            Optional<MessageKey> key = Optional.of(key());
            Set<ChatId> groups = ConcurrentHashMap.newKeySet();
            ParallelRun.run(
                    8,
                    thread -> groups.add(done(store().chats()
                                    .createGroup(new GroupFounding(
                                            chatId(),
                                            people.getFirst(),
                                            new ChatTitle("one"),
                                            Set.copyOf(people),
                                            key,
                                            MANY)))
                            .view()
                            .chat()
                            .id()));
            assertThat(groups).as("groups of one key").hasSize(1);
        }
    }

    @Test
    void concurrent_additions_never_exceed_the_maximum_of_members() {
        List<UserId> people = people(20);
        UserId owner = people.getFirst();
        ChatId chat = group(owner);
        int membersMax = 10;
        ParallelRun.run(
                people.size() - 1,
                thread -> store().chats().add(chat, owner, Set.of(people.get(thread + 1)), membersMax));

        assertThat(view(owner, chat).chat().memberCount()).isEqualTo(membersMax);
    }

    @Test
    void concurrent_handovers_and_departures_leave_one_owner() {
        for (int round = 0; round < 10; round++) {
            List<UserId> people = people(6);
            UserId owner = people.getFirst();
            ChatId chat = group(owner, rest(people));
            ParallelRun.run(4, thread -> {
                UserId heir = people.get(thread + 1);
                Outcome<?> handedOver = store().chats().changeRole(chat, owner, heir, Role.OWNER);
                assertThat(handedOver).isNotNull();
                assertThat(store().chats().remove(chat, heir, heir)).isNotNull();
            });
            UserId last = people.getLast();
            assertThat(members(last, chat).stream()
                            .collect(Collectors.groupingBy(
                                    member -> member.role().orElseThrow()))
                            .get(Role.OWNER))
                    .as("owners in round %d", round)
                    .hasSize(1);
        }
    }
}
