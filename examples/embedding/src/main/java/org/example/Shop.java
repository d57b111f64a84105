package org.example;

import io.vestnik.application.FatalErrors;
import io.vestnik.application.Messenger;
import io.vestnik.application.MessengerSettings;
import io.vestnik.application.Ports;
import io.vestnik.application.conversation.OpenDirectChat;
import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.LiveSession;
import io.vestnik.application.live.Resume;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.embedded.DatabaseAddress;
import io.vestnik.embedded.EmbeddedPostgres;
import io.vestnik.postgres.PostgresStore;
import io.vestnik.postgres.connection.PostgresSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// A shop whose customers write to its sellers. The shop has its own users and its own database.
public final class Shop {
    private static final FatalErrors FATAL = (component, error) -> System.err.println(component + " failed: " + error);

    public static void main(String[] args) {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of("shop-data"), step -> {})) {
            DatabaseAddress at = postgres.address();
            // The tables of Vestnik are in a schema of their own, beside the tables of the shop.
            PostgresSettings settings = PostgresSettings.at(at.jdbcUrl())
                    .as(Optional.of(at.user()), Optional.of(at.password()))
                    .inSchema("messenger");
            UserId anna = new UserId(UUID.randomUUID());
            UserId boris = new UserId(UUID.randomUUID());
            Chat seen;
            try (PostgresStore store = PostgresStore.open(settings, FATAL);
                    Messenger messenger = Messenger.over(Ports.of(store, FATAL), MessengerSettings.trusting())) {
                store.hostUsers().put(anna, new UserName("Anna"));
                store.hostUsers().put(boris, new UserName("Boris"));
                seen = chat(messenger, anna, boris);
                send(messenger, seen.id(), anna, "Is the samovar still there?");
                seen = chat(messenger, anna, boris);
            }
            System.out.println("restart");
            try (PostgresStore store = PostgresStore.open(settings, FATAL);
                    Messenger messenger = Messenger.over(Ports.of(store, FATAL), MessengerSettings.trusting())) {
                send(messenger, seen.id(), anna, "I would take it.");
                // Boris has seen the chat as it was before the restart. Later changes are replayed.
                LiveSession session = messenger.live().open(boris, new DeviceId(UUID.randomUUID()), new Console());
                session.catchUp(new Resume.Since(
                        Map.of(seen.id(), new Resume.Cursor(seen.version(), Optional.empty())), Resume.Unlisted.SEND));
                // From here on events arrive live. The answer to a send comes after the events of earlier messages.
                send(messenger, seen.id(), anna, "Today?");
                CompletableFuture<SendMessage.Outcome> answer = new CompletableFuture<>();
                session.send(message(seen.id(), boris, "It is yours."), answer::complete);
                System.out.println(text(answer.join()));
                session.close();
            }
        }
    }

    private static Chat chat(Messenger messenger, UserId one, UserId other) {
        return switch (messenger.conversations().openDirect().open(one, other)) {
            case OpenDirectChat.Outcome.Created(var view) -> view.chat();
            case OpenDirectChat.Outcome.Existing(var view) -> view.chat();
            case OpenDirectChat.Outcome.Refused(var reason) -> throw new IllegalStateException(reason.toString());
            case OpenDirectChat.Outcome.TooMany(var retryAfter) -> throw new IllegalStateException("too many");
        };
    }

    /// A retry repeats the key, so that all attempts store one message.
    private static SendMessage.Command message(ChatId chat, UserId sender, String text) {
        return new SendMessage.Command(
                chat, sender, new MessageKey(UUID.randomUUID()), new MessageText(text), Optional.empty());
    }

    private static void send(Messenger messenger, ChatId chat, UserId sender, String text) {
        SendMessage.Command message = message(chat, sender, text);
        System.out.println(text(
                messenger.messaging().send().send(message).toCompletableFuture().join()));
    }

    private static String text(SendMessage.Outcome outcome) {
        return outcome instanceof SendMessage.Outcome.Sent(Message message)
                ? "sent as message " + message.id().value()
                : outcome.toString();
    }

    /// Prints the events. A service would send them to the user's client.
    private record Console() implements EventSink {
        @Override
        public void offer(EncodedEvent event) {
            replay(event.event());
        }

        @Override
        public void replay(LiveEvent event) {
            if (event instanceof LiveEvent.MessageState(var chat, var version, Message message)) {
                System.out.println("received: " + message.text().orElseThrow().value());
            } else if (event instanceof LiveEvent.CaughtUp) {
                System.out.println("live");
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close(CloseReason reason) {
            System.out.println("closed: " + reason);
        }
    }
}
