package io.vestnik.examples.embedding;

import io.vestnik.application.FatalErrors;
import io.vestnik.application.Messenger;
import io.vestnik.application.MessengerSettings;
import io.vestnik.application.MessengerStore;
import io.vestnik.application.Ports;
import io.vestnik.application.conversation.CreateGroup;
import io.vestnik.application.live.LiveSession;
import io.vestnik.application.live.Resume;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.HostUsers;
import io.vestnik.domain.user.UserId;
import io.vestnik.memory.MemoryHostStore;
import io.vestnik.postgres.PostgresStore;
import io.vestnik.postgres.connection.PostgresSettings;
import java.io.PrintStream;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/// Two users talk in a program that embeds the messenger. The messenger restarts, and a later session continues where
/// the earlier one ended.
public final class BookClub {
    /// Reports an error after which the messenger cannot continue. A real program would close the messenger and open
    /// another one.
    private static final FatalErrors FATAL = (component, error) -> System.err.println(component + " failed: " + error);

    private final Supplier<Opened> opening;
    private final PrintStream out;
    private final Library library = new Library();
    private final UserId anna = library.welcome("Anna");
    private final UserId boris = library.welcome("Boris");

    /// An open store, and the users in it.
    private record Opened(MessengerStore store, HostUsers users) implements AutoCloseable {
        @Override
        public void close() {
            store.close();
        }
    }

    private BookClub(Supplier<Opened> opening, PrintStream out) {
        this.opening = opening;
        this.out = out;
    }

    /// Runs the example in memory, or in the database whose address is the first argument.
    public static void main(String[] args) {
        if (args.length == 0) {
            inMemory(System.out);
        } else {
            inPostgres(PostgresSettings.at(args[0]), System.out);
        }
    }

    /// Runs the example in memory. The store keeps its content while the messenger over it restarts.
    static void inMemory(PrintStream out) {
        MemoryHostStore store = new MemoryHostStore();
        new BookClub(() -> new Opened(store, store.hostUsers()), out).run();
    }

    static void inPostgres(PostgresSettings settings, PrintStream out) {
        new BookClub(
                        () -> {
                            PostgresStore store = PostgresStore.open(settings.inSchema("book_club"), FATAL);
                            return new Opened(store, store.hostUsers());
                        },
                        out)
                .run();
    }

    private void run() {
        Screen before = new Screen("Boris", library, out);
        ChatId club = talk(before);
        out.println("restart");
        resume(club, before.cursor());
    }

    private ChatId talk(Screen borisScreen) {
        try (Opened opened = opening.get();
                Messenger messenger = messenger(opened)) {
            ChatId club = found(messenger);
            Screen annasScreen = new Screen("Anna", library, out);
            LiveSession annasSession = connect(messenger, anna, annasScreen, new Resume.Fresh());
            LiveSession borisSession = connect(messenger, boris, borisScreen, new Resume.Fresh());

            // The key is made once and repeated on every retry, so that all attempts store one message.
            SendMessage.Command message = message(club, "Shall we read Bulgakov next?");
            annasSession.send(message, outcome -> out.println("[Anna] " + text(outcome)));
            annasSession.send(message, outcome -> out.println("[Anna] " + text(outcome)));

            Message shown = borisScreen.message().join();
            borisSession.read(club, shown.id()).toCompletableFuture().join();
            annasScreen.allRead().join();
            borisSession.close();
            annasSession.close();
            return club;
        }
    }

    /// Anna writes while Boris is not connected; Boris's next session begins with the missed messages.
    private void resume(ChatId club, Resume cursor) {
        try (Opened opened = opening.get();
                Messenger messenger = messenger(opened)) {
            SendMessage.Command message = message(club, "I have started already.");
            out.println("[Anna] "
                    + text(messenger
                            .messaging()
                            .send()
                            .send(message)
                            .toCompletableFuture()
                            .join()));
            Screen screen = new Screen("Boris", library, out);
            connect(messenger, boris, screen, cursor).close();
        }
    }

    private Messenger messenger(Opened opened) {
        library.registerWith(opened.users());
        return Messenger.over(Ports.of(opened.store(), FATAL), MessengerSettings.trusting());
    }

    private ChatId found(Messenger messenger) {
        CreateGroup.Command command =
                new CreateGroup.Command(anna, new ChatTitle("Book club"), Set.of(boris), Optional.empty());
        return switch (messenger.conversations().createGroup().create(command)) {
            case Outcome.Done<Chats.Opened>(Chats.Opened group) ->
                group.view().chat().id();
            case Outcome.Refused<Chats.Opened>(var reason) -> throw new IllegalStateException("refused: " + reason);
        };
    }

    private SendMessage.Command message(ChatId club, String text) {
        return new SendMessage.Command(
                club, anna, new MessageKey(UUID.randomUUID()), new MessageText(text), Optional.empty());
    }

    private static LiveSession connect(Messenger messenger, UserId reader, Screen screen, Resume from) {
        LiveSession session = messenger.live().open(reader, new DeviceId(UUID.randomUUID()), screen);
        session.catchUp(from);
        return session;
    }

    private static String text(SendMessage.Outcome outcome) {
        return switch (outcome) {
            case SendMessage.Outcome.Sent(Message message) ->
                "sent as message " + message.id().value();
            case SendMessage.Outcome.Duplicate(Message message) ->
                "already sent as message " + message.id().value();
            case SendMessage.Outcome.Refused(var reason) -> "refused: " + reason;
            case SendMessage.Outcome.TooFast(var retryAfter) -> "again in " + retryAfter;
            case SendMessage.Outcome.Unknown(var retryAfter) -> "unknown, again with the same key in " + retryAfter;
        };
    }
}
