package io.vestnik.contracts.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.Messenger;
import io.vestnik.application.MessengerSettings;
import io.vestnik.application.MessengerStore;
import io.vestnik.application.Ports;
import io.vestnik.application.bus.Notification;
import io.vestnik.application.bus.NotificationBus;
import io.vestnik.application.conversation.CreateGroup;
import io.vestnik.application.conversation.OpenDirectChat;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.contracts.RecordedErrors;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.HostUsers;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The contract of a messenger without accounts, over any store: how it handles the users of the service that embeds
/// it.
public abstract class HostUsersContract {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final RecordedErrors errors = new RecordedErrors();
    private Messenger messenger;

    /// The store under test. Other tests may use the same store.
    protected abstract MessengerStore store();

    /// The users of the embedding service, in the store under test.
    protected abstract HostUsers users();

    @BeforeEach
    final void start() {
        messenger = Messenger.over(Ports.of(store(), errors), MessengerSettings.trusting());
    }

    @AfterEach
    final void stop() {
        messenger.close();
        assertThat(errors.reports()).isEmpty();
    }

    private static UserId id() {
        return new UserId(UUID.randomUUID());
    }

    private UserId user(String name) {
        UserId id = id();
        assertThat(users().put(id, new UserName(name))).isEqualTo(HostUsers.Put.DONE);
        return id;
    }

    private ChatId direct(UserId one, UserId other) {
        OpenDirectChat.Outcome outcome = messenger.conversations().openDirect().open(one, other);
        assertThat(outcome).isInstanceOf(OpenDirectChat.Outcome.Created.class);
        return ((OpenDirectChat.Outcome.Created) outcome).view().chat().id();
    }

    private ChatId group(UserId owner, UserId... members) {
        CreateGroup.Command command =
                new CreateGroup.Command(owner, new ChatTitle("group"), Set.of(members), Optional.empty());
        return done(messenger.conversations().createGroup().create(command))
                .view()
                .chat()
                .id();
    }

    private SendMessage.Outcome send(ChatId chat, UserId sender, String text) {
        SendMessage.Command command = new SendMessage.Command(
                chat, sender, new MessageKey(UUID.randomUUID()), new MessageText(text), Optional.empty());
        return messenger.messaging().send().send(command).toCompletableFuture().join();
    }

    private Outcome<ChatView> find(ChatId chat, UserId viewer) {
        return messenger.conversations().find().find(chat, viewer);
    }

    private String peerName(ChatId chat, UserId viewer) {
        return done(find(chat, viewer)).peer().orElseThrow().name().value();
    }

    private static <T> T done(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T>(Refusal reason) -> throw new AssertionError("refused: " + reason);
        };
    }

    @Test
    void a_chat_needs_registered_users_only() {
        UserId anna = user("Anna");

        assertThat(messenger.conversations().openDirect().open(anna, id()))
                .isInstanceOf(OpenDirectChat.Outcome.Refused.class);

        ChatId chat = direct(anna, user("Boris"));
        assertThat(send(chat, anna, "hello")).isInstanceOf(SendMessage.Outcome.Sent.class);
    }

    @Test
    void a_user_without_membership_learns_nothing_of_a_chat() {
        UserId anna = user("Anna");
        ChatId chat = direct(anna, user("Boris"));
        UserId carol = user("Carol");

        assertThat(find(chat, carol)).isEqualTo(find(new ChatId(UUID.randomUUID()), carol));
        assertThat(send(chat, carol, "hello")).isInstanceOf(SendMessage.Outcome.Refused.class);
    }

    @Test
    void registering_again_renames_and_notifies() {
        UserId anna = user("Anna");
        UserId boris = user("Boris");
        ChatId chat = direct(anna, boris);
        List<Notification> received = new CopyOnWriteArrayList<>();
        NotificationBus.Subscription subscription = store().bus().subscribe(received::add);
        users().put(boris, new UserName("Boris"));
        assertThat(received).isEmpty();
        users().put(boris, new UserName("Boris Petrov"));
        subscription.close();

        assertThat(received)
                .containsExactly(new Notification.Renamed(boris, new UserName("Boris Petrov"), Optional.empty()));
        assertThat(peerName(chat, anna)).isEqualTo("Boris Petrov");
    }

    @Test
    void a_removed_user_leaves_groups_and_closes_direct_chats() {
        UserId anna = user("Anna");
        UserId boris = user("Boris");
        ChatId direct = direct(anna, boris);
        ChatId group = group(anna, boris);

        assertThat(users().remove(boris)).isTrue();

        assertThat(send(direct, anna, "too late")).isInstanceOf(SendMessage.Outcome.Refused.class);
        assertThat(peerName(direct, anna)).isEqualTo(UserName.OF_THE_DELETED.value());
        await().atMost(SOON).untilAsserted(() -> assertThat(find(group, boris)).isInstanceOf(Outcome.Refused.class));
        assertThat(done(find(group, anna)).chat().memberCount()).isEqualTo(1);
    }

    @Test
    void the_id_of_a_removed_user_is_not_used_again() {
        UserId boris = user("Boris");
        assertThat(users().remove(boris)).isTrue();

        assertThat(users().put(boris, new UserName("Boris"))).isEqualTo(HostUsers.Put.REMOVED);
        assertThat(users().remove(boris)).isFalse();
        assertThat(users().enable(boris)).isFalse();
    }

    @Test
    void read_does_not_wait_for_a_disabled_member() {
        UserId anna = user("Anna");
        UserId boris = user("Boris");
        UserId carol = user("Carol");
        ChatId group = group(anna, boris, carol);
        assertThat(send(group, anna, "to be read")).isInstanceOf(SendMessage.Outcome.Sent.class);
        done(messenger
                .reading()
                .mark()
                .upTo(group, boris, new MessageId(1))
                .toCompletableFuture()
                .join());
        assertThat(read(group, anna)).isFalse();

        assertThat(users().disable(carol)).isTrue();
        await().atMost(SOON).until(() -> read(group, anna));

        assertThat(users().enable(carol)).isTrue();
        assertThat(done(find(group, carol)).chat().id()).isEqualTo(group);
    }

    private boolean read(ChatId chat, UserId viewer) {
        return store().readStates()
                        .marks(viewer, List.of(chat))
                        .getFirst()
                        .allReadUpTo()
                        .value()
                == 1;
    }

    @Test
    void a_missing_user_is_reported() {
        assertThat(users().disable(id())).isFalse();
        assertThat(users().enable(id())).isFalse();
        assertThat(users().remove(id())).isFalse();
    }
}
