package io.vestnik.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvents;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The common base of all contracts of a store: users, chats and operations on them. The [Laws] are checked after every
/// test.
public abstract class StoreContract {
    /// The maximum number of members of a group, which only tests of this limit reach.
    protected static final int MANY = 200;

    /// A number of concurrent changes that the queue of a store accepts, even from one user.
    protected static final int AT_ONCE = 500;

    /// The size of a page that holds a whole log: more messages than any contract stores in a chat.
    protected static final int WHOLE_LOG = 10_000;

    private final List<UserId> people = new CopyOnWriteArrayList<>();
    private final List<Message> acknowledged = new CopyOnWriteArrayList<>();
    private RecordedEvents events = new RecordedEvents();
    private @Nullable StoreUnderTest store;

    /// Opens a store that publishes its events to `events`. Called before every test.
    protected abstract StoreUnderTest open(ChatEvents events);

    @BeforeEach
    final void openStore() {
        events = new RecordedEvents();
        store = open(events);
    }

    @AfterEach
    final void checkTheLawsAndClose() {
        try {
            new Laws(store(), events, people).check(acknowledged);
        } finally {
            store().close();
        }
    }

    /// The store under test.
    protected final StoreUnderTest store() {
        StoreUnderTest opened = store;
        if (opened == null) {
            throw new IllegalStateException("the store is opened before each test");
        }
        return opened;
    }

    /// All events that the store has published.
    protected final RecordedEvents events() {
        return events;
    }

    // ---- users and chats

    /// Adds a user.
    protected final UserId person(String name) {
        UserId person = store().person(name);
        people.add(person);
        return person;
    }

    /// Makes a new chat id.
    protected static ChatId chatId() {
        return new ChatId(UUID.randomUUID());
    }

    /// Makes a new idempotency key.
    protected static MessageKey key() {
        return new MessageKey(UUID.randomUUID());
    }

    /// Opens the direct chat of two users.
    protected final ChatId direct(UserId a, UserId b) {
        return done(store().chats().openDirect(new Chats.DirectOpening(chatId(), a, b)))
                .view()
                .chat()
                .id();
    }

    /// Creates a group.
    protected final ChatId group(UserId owner, UserId... members) {
        return done(store().chats().createGroup(founding(owner, "group", members)))
                .view()
                .chat()
                .id();
    }

    /// Makes a request to create a group, without an idempotency key.
    protected static Chats.GroupFounding founding(UserId owner, String title, UserId... members) {
        return new Chats.GroupFounding(
                chatId(),
                owner,
                new ChatTitle(title),
                Arrays.stream(members).collect(Collectors.toSet()),
                Optional.empty(),
                MANY);
    }

    /// Adds members to a group.
    protected final List<Member> adds(UserId actor, ChatId chatId, UserId... added) {
        return done(store().chats().add(chatId, actor, Arrays.stream(added).collect(Collectors.toSet()), MANY));
    }

    /// Removes a member; a member who removes themselves leaves.
    protected final void removes(UserId actor, ChatId chatId, UserId target) {
        done(store().chats().remove(chatId, actor, target));
    }

    /// A chat as one of its members sees it.
    protected final ChatView view(UserId viewer, ChatId chatId) {
        return done(store().chats().find(chatId, viewer));
    }

    /// The current version of a chat.
    protected final long version(UserId viewer, ChatId chatId) {
        return view(viewer, chatId).chat().version().value();
    }

    // ---- messages

    /// Makes a draft with a new key that is not a reply.
    protected static Draft draft(UserId sender, ChatId chatId, String text) {
        return Draft.of(chatId, sender, key(), new MessageText(text), Optional.empty());
    }

    /// Appends a draft and returns without waiting.
    protected final CompletionStage<Appended> append(Draft draft) {
        return store().messageLog().append(draft).thenApply(appended -> {
            if (appended instanceof Appended.Stored stored) {
                acknowledged.add(stored.message());
            }
            return appended;
        });
    }

    /// Appends a draft and waits for the result.
    protected final Appended appended(Draft draft) {
        return await(append(draft));
    }

    /// Sends a message and waits until it is stored.
    protected final Message sends(UserId sender, ChatId chatId, String text) {
        return stored(appended(draft(sender, chatId, text)));
    }

    /// Sends several messages, which are committed in few batches, and waits until all are stored.
    protected final void posts(ChatId chatId, int messages, IntFunction<UserId> sender) {
        for (int from = 0; from < messages; from += AT_ONCE) {
            List<CompletionStage<Appended>> some = IntStream.range(from, Math.min(messages, from + AT_ONCE))
                    .mapToObj(i -> append(draft(sender.apply(i), chatId, "message " + i)))
                    .toList();
            some.forEach(appended -> stored(await(appended)));
        }
    }

    /// The message of a result, which must be `Stored`.
    protected static Message stored(Appended appended) {
        assertThat(appended).isInstanceOf(Appended.Stored.class);
        return ((Appended.Stored) appended).message();
    }

    /// The message of a result, which must be `Repeated`.
    protected static Message repeated(Appended appended) {
        assertThat(appended).isInstanceOf(Appended.Repeated.class);
        return ((Appended.Repeated) appended).message();
    }

    /// Edits a message and waits for the result.
    protected final Outcome<Message> edit(UserId actor, ChatId chatId, long id, String text) {
        return await(store().messageLog()
                .edit(new MessageLog.Edit(chatId, actor, new MessageId(id), new MessageText(text))));
    }

    /// Deletes a message and waits for the result.
    protected final Outcome<Message> delete(UserId actor, ChatId chatId, long id) {
        return await(store().messageLog().delete(new MessageLog.Deletion(chatId, actor, new MessageId(id))));
    }

    /// A message as a member sees it.
    protected final Message message(UserId viewer, ChatId chatId, long id) {
        return done(store().messageLog().find(chatId, viewer, new MessageId(id)));
    }

    /// Moves the read mark of a member to a message, and returns the resulting read mark.
    protected final long reads(UserId reader, ChatId chatId, long upTo) {
        return done(await(store().readStates().advance(chatId, reader, new MessageId(upTo))))
                .value();
    }

    // ---- outcomes

    /// The value of a request that must have succeeded.
    protected static <T> T done(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T>(Refusal reason) -> throw new AssertionError("refused: " + reason);
        };
    }

    /// Asserts that a request was refused for a reason.
    protected static void assertRefused(Outcome<?> outcome, Refusal reason) {
        assertThat(outcome).isEqualTo(Outcome.refused(reason));
    }

    /// Asserts that a draft was refused for a reason.
    protected static void assertRefused(Appended appended, Refusal reason) {
        assertThat(appended).isEqualTo(new Appended.Refused(reason));
    }

    /// Waits for a result, which must be available soon.
    protected static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /// Waits for the first matching event of a chat.
    protected final <E extends ChatEvent> E published(ChatId chatId, Class<E> kind, Predicate<E> fits) {
        return Patience.await(kind.getSimpleName() + " of " + chatId)
                .until(() -> events.of(chatId, kind).stream().filter(fits).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    /// All members of a chat, in the order in which they are listed.
    protected final List<Member> members(UserId viewer, ChatId chatId) {
        return done(store().chats().members(chatId, viewer, MANY, Optional.empty()))
                .items();
    }

    /// A member, as the list of members shows the member to `viewer`.
    protected final Member member(UserId viewer, ChatId chatId, UserId wanted) {
        return members(viewer, chatId).stream()
                .filter(member -> member.userId().equals(wanted))
                .findFirst()
                .orElseThrow();
    }

    /// Makes a set of users.
    protected static Set<UserId> people(UserId... people) {
        return Set.of(people);
    }
}
