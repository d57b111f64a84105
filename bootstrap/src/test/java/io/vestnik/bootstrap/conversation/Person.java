package io.vestnik.bootstrap.conversation;

import static org.awaitility.Awaitility.await;

import io.vestnik.client.ChatView;
import io.vestnik.client.ClientListener;
import io.vestnik.client.HistoryPage;
import io.vestnik.client.Message;
import io.vestnik.client.Options;
import io.vestnik.client.ResilientClient;
import io.vestnik.client.Session;
import io.vestnik.client.VestnikApi;
import io.vestnik.client.Wire;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// Somebody with an account and one device, who stays connected as well as it goes.
final class Person implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Session session;
    private final ResilientClient client;

    private Person(Session session, ResilientClient client) {
        this.session = session;
        this.client = client;
    }

    /// Somebody new.
    static Person registers(URI server, Wire wire, String name) {
        String email = name.toLowerCase(Locale.ROOT) + "-" + UUID.randomUUID() + "@example.org";
        Session session = VestnikApi.at(server, wire).register(name, email, "a long password", "laptop");
        Options options = Options.usual().pauses(Duration.ofMillis(20), Duration.ofMillis(200));
        return new Person(session, ResilientClient.start(server, wire, session, options, ClientListener.NONE));
    }

    /// Somebody who has an account.
    static Person logsIn(URI server, Wire wire, String email, String password) {
        Session session = VestnikApi.at(server, wire).login(email, password, null, "laptop");
        Options options = Options.usual().pauses(Duration.ofMillis(20), Duration.ofMillis(200));
        return new Person(session, ResilientClient.start(server, wire, session, options, ClientListener.NONE));
    }

    UUID id() {
        return session.userId();
    }

    VestnikApi api() {
        return client.api();
    }

    UUID opensAChatWith(Person other) {
        return api().openDirect(other.id()).chat().id();
    }

    CompletableFuture<Message> sends(UUID chatId, String text) {
        return client.send(chatId, text);
    }

    void reads(UUID chatId, long upTo) {
        client.read(chatId, upTo);
    }

    /// Waits until the chat, as this person sees it, holds exactly these texts in this order.
    void sees(UUID chatId, String... texts) {
        await().atMost(PATIENCE)
                .until(() -> view(chatId).stream()
                        .map(Message::text)
                        .filter(Objects::nonNull)
                        .toList()
                        .equals(List.of(texts)));
    }

    /// Waits until this person knows that everybody has read their messages up to `id`.
    void seesReadByEveryone(UUID chatId, long id) {
        await().atMost(PATIENCE).until(() -> {
            ChatView view = client.chat(chatId);
            return view != null && view.allReadUpTo() >= id;
        });
    }

    /// The chat as this person's client holds it.
    List<Message> view(UUID chatId) {
        ChatView view = client.chat(chatId);
        return view == null ? List.of() : view.messages();
    }

    /// Cuts the connection without a word; the client comes back by itself.
    void losesTheConnection() {
        client.cut();
    }

    /// Everything the server has, page by page.
    List<Message> history(UUID chatId) {
        List<Message> all = new ArrayList<>();
        HistoryPage page;
        long offset = 0;
        do {
            page = api().history(chatId, 200, offset);
            all.addAll(page.items());
            offset += 200;
        } while (offset < page.total());
        return all;
    }

    @Override
    public void close() {
        client.close();
    }
}
