package io.vestnik.examples.bot;

import io.vestnik.client.Chat;
import io.vestnik.client.ClientListener;
import io.vestnik.client.Message;
import io.vestnik.client.MessagePage;
import io.vestnik.client.Options;
import io.vestnik.client.Page;
import io.vestnik.client.ResilientClient;
import io.vestnik.client.ServerFrame;
import io.vestnik.client.Session;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// A bot that answers every message in every chat of its account once, including messages that were sent while the bot
/// was not running.
///
/// The bot relies on two guarantees of the server. Read marks are stored on the server, so the bot knows where to
/// continue. Sends with the same key store one message: the bot derives the key of an answer from the answered message,
/// so it never answers twice, even if it ends between answering and marking as read.
public final class Bot implements ClientListener, AutoCloseable {
    private static final int PAGE = 200;

    private final Function<String, Optional<String>> brain;
    private final UUID self;
    private final CompletableFuture<ResilientClient> client = new CompletableFuture<>();

    private Bot(UUID self, Function<String, Optional<String>> brain) {
        this.self = self;
        this.brain = brain;
    }

    /// Runs a bot on an account until the bot is closed.
    ///
    /// @param brain returns the answer to a text; empty = no answer
    public static Bot start(URI server, Session account, Function<String, Optional<String>> brain) {
        Bot bot = new Bot(account.userId(), brain);
        bot.client.complete(ResilientClient.start(server, Transport.create(), account, Options.usual(), bot));
        return bot;
    }

    /// Runs a bot that answers every text in capital letters and with a "!". The arguments are the address of the
    /// server and the email of the bot's account. The environment variable `BOT_PASSWORD` contains the password.
    public static void main(String[] args) {
        String password = System.getenv("BOT_PASSWORD");
        if (args.length != 2 || password == null) {
            System.err.println("usage: BOT_PASSWORD=… java … io.vestnik.examples.bot.Bot http://localhost:8080 EMAIL");
            System.exit(2);
            return;
        }
        URI server = URI.create(args[0]);
        Session account = VestnikApi.at(server, Transport.create()).login(args[1], password, null, "bot");
        try (Bot bot = start(server, account, text -> Optional.of(text.toUpperCase(Locale.ROOT) + "!"))) {
            bot.client.join().stopped().join();
        }
    }

    @Override
    public void state(State state) {
        if (state instanceof State.Live) {
            // Catching up blocks, so it runs on another thread than the one that reads the connection.
            CompletableFuture<?> unused = client.thenAcceptAsync(
                    this::catchUp, task -> Thread.ofVirtual().start(task));
        }
    }

    @Override
    public void event(ServerFrame.Event event) {
        if (event instanceof ServerFrame.MessageEvent news && news.message().editedAt() == null) {
            CompletableFuture<?> unused = client.thenAccept(connected -> answer(connected, news.message()));
        }
    }

    /// Answers all unread messages.
    private void catchUp(ResilientClient connected) {
        String cursor = null;
        do {
            Page<Chat> page = connected.api().chats(PAGE, cursor);
            page.items().stream().filter(chat -> chat.unread() > 0).forEach(chat -> catchUp(connected, chat));
            cursor = page.nextCursor();
        } while (cursor != null);
    }

    private void catchUp(ResilientClient connected, Chat chat) {
        MessagePage page;
        long after = chat.readUpTo();
        do {
            page = connected.api().after(chat.id(), after, PAGE);
            for (Message message : page.items()) {
                answer(connected, message);
                after = message.id();
            }
        } while (page.hasMore());
    }

    private void answer(ResilientClient connected, Message message) {
        String text = message.text();
        if (text == null || self.equals(message.senderId())) {
            return;
        }
        UUID key = UUID.nameUUIDFromBytes(
                ("answer/" + message.chatId() + "/" + message.id()).getBytes(StandardCharsets.UTF_8));
        CompletableFuture<?> unused = brain.apply(text)
                .map(answer -> connected.send(message.chatId(), key, answer, message.id()))
                .orElseGet(() -> CompletableFuture.completedFuture(message))
                // The answer was refused for good, since the chat is closed or the message was deleted: no retry can
                // succeed.
                .whenComplete((sent, refused) -> connected.read(message.chatId(), message.id()));
    }

    @Override
    public void close() {
        CompletableFuture<?> unused = client.thenAccept(ResilientClient::close);
    }
}
