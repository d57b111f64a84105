package io.vestnik.examples.embedding;

import io.vestnik.application.Messenger;
import io.vestnik.application.MessengerSettings;
import io.vestnik.application.Ports;
import io.vestnik.application.bus.LocalNotificationBus;
import io.vestnik.application.bus.PublishedEvents;
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
import io.vestnik.domain.user.UserId;
import io.vestnik.memory.MemoryStore;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Two users talk inside another program: the stores, the use cases and live updates, wired by hand.
public final class BookClub {
    private BookClub() {}

    /// Runs the example.
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        Library library = new Library();
        UserId anna = library.welcome("Anna");
        UserId boris = library.welcome("Boris");
        try (Messenger messenger = messengerFor(library)) {
            ChatId club = found(messenger, anna, boris);
            Screen annasScreen = new Screen("Anna", library, out);
            Screen borisScreen = new Screen("Boris", library, out);
            LiveSession annasSession = connect(messenger, anna, annasScreen);
            LiveSession borisSession = connect(messenger, boris, borisScreen);

            // The key is made once and repeated on every retry, so that all attempts store one message.
            SendMessage.Command message = new SendMessage.Command(
                    club,
                    anna,
                    new MessageKey(UUID.randomUUID()),
                    new MessageText("Shall we read Bulgakov next?"),
                    Optional.empty());
            annasSession.send(message, outcome -> out.println("[Anna] " + text(outcome)));
            annasSession.send(message, outcome -> out.println("[Anna] " + text(outcome)));

            Message shown = borisScreen.message().join();
            borisSession.read(club, shown.id()).toCompletableFuture().join();
            annasScreen.allRead().join();
        }
    }

    private static Messenger messengerFor(Library library) {
        LocalNotificationBus bus = new LocalNotificationBus();
        MemoryStore store = new MemoryStore(library, new PublishedEvents(bus), InstantSource.system());
        return Messenger.over(
                new Ports(
                        store.chats(),
                        store.messageLog(),
                        store.readStates(),
                        bus,
                        UUID::randomUUID,
                        InstantSource.system(),
                        // A real program would close this messenger and open another.
                        (component, error) -> System.err.println(component + " failed: " + error)),
                MessengerSettings.trusting());
    }

    private static ChatId found(Messenger messenger, UserId founder, UserId other) {
        CreateGroup.Command command =
                new CreateGroup.Command(founder, new ChatTitle("Book club"), Set.of(other), Optional.empty());
        return switch (messenger.conversations().createGroup().create(command)) {
            case Outcome.Done<Chats.Opened>(Chats.Opened opened) ->
                opened.view().chat().id();
            case Outcome.Refused<Chats.Opened>(var reason) -> throw new IllegalStateException("refused: " + reason);
        };
    }

    private static LiveSession connect(Messenger messenger, UserId reader, Screen screen) {
        LiveSession session = messenger.live().open(reader, new DeviceId(UUID.randomUUID()), screen);
        session.catchUp(new Resume.Fresh());
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
