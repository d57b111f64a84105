package io.vestnik.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.domain.message.MessageLog.HistoryPage;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import io.vestnik.postgres.connection.PostgresSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// Alice, Bob and their group in a store.
public record Conversation(PostgresStore store, PostgresSettings settings, UserId alice, UserId bob, ChatId chat) {
    private static final int PATIENCE_SECONDS = 30;

    public static Conversation in(PostgresStore store, PostgresSettings settings) {
        UserId alice = TestDatabase.person(settings, "Alice");
        UserId bob = TestDatabase.person(settings, "Bob");
        return new Conversation(store, settings, alice, bob, group(store, alice, bob));
    }

    public static ChatId group(PostgresStore store, UserId owner, UserId... members) {
        return done(store.chats()
                        .createGroup(new Chats.GroupFounding(
                                new ChatId(UUID.randomUUID()),
                                owner,
                                new ChatTitle("group"),
                                Set.of(members),
                                Optional.empty(),
                                1000)))
                .view()
                .chat()
                .id();
    }

    public static Draft draft(ChatId chat, UserId sender, String text) {
        return Draft.of(chat, sender, new MessageKey(UUID.randomUUID()), new MessageText(text), Optional.empty());
    }

    public Draft draft(UserId sender, String text) {
        return draft(chat, sender, text);
    }

    public CompletionStage<Appended> append(Draft draft) {
        return store.messageLog().append(draft);
    }

    public Message sends(UserId sender, String text) {
        Appended appended = await(append(draft(sender, text)));
        assertThat(appended).isInstanceOf(Appended.Stored.class);
        return ((Appended.Stored) appended).message();
    }

    public List<Message> history() {
        return history(chat);
    }

    public List<Message> history(ChatId any) {
        HistoryPage page = done(store.messageLog().history(any, alice, 0, 100_000));
        assertThat(page.messages()).hasSize((int) page.total());
        return page.messages();
    }

    public static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    public static <T> T done(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T>(var reason) -> throw new AssertionError("refused: " + reason);
        };
    }

    /// Fails if the ids of a history have a gap.
    public static void assertDense(List<Message> history) {
        for (int i = 0; i < history.size(); i++) {
            assertThat(history.get(i).id().value()).isEqualTo(i + 1L);
        }
    }
}
