package io.vestnik.e2e.conversation;

import static org.awaitility.Awaitility.await;

import io.vestnik.client.ChatView;
import io.vestnik.client.ClientListener;
import io.vestnik.client.HistoryPage;
import io.vestnik.client.Message;
import io.vestnik.client.Options;
import io.vestnik.client.RawSocket;
import io.vestnik.client.ResilientClient;
import io.vestnik.client.Session;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import io.vestnik.client.VestnikException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A user with an account and one device, who reconnects whenever possible.
final class Person implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int HELD = 2_000;

    private final List<String> partings = new CopyOnWriteArrayList<>();
    private volatile @Nullable RawSocket socket;
    private final Session session;
    private final ResilientClient client;

    private Person(Session session, Transport transport, URI way) {
        Options options = Options.usual()
                .pauses(Duration.ofMillis(20), Duration.ofMillis(200))
                .holding(HELD)
                .showing(opened -> socket = opened);
        this.session = session;
        this.client = ResilientClient.start(way, transport, session, options, new ClientListener() {
            @Override
            public void state(State next) {
                if (next instanceof State.Offline offline) {
                    partings.add(offline.why());
                }
            }
        });
    }

    /// Registers a user.
    static Person registers(URI server, Transport transport, String name) {
        return registers(server, transport, name, server);
    }

    /// Registers a user at `server`, who then connects to the address `way`.
    static Person registers(URI server, Transport transport, String name, URI way) {
        String email = name.toLowerCase(Locale.ROOT) + "-" + UUID.randomUUID() + "@example.org";
        Session session = VestnikApi.at(server, transport).register(name, email, "a long password", "laptop");
        return new Person(session, transport, way);
    }

    Session session() {
        return session;
    }

    /// The reasons why connections have ended so far.
    List<String> partings() {
        return partings;
    }

    /// Stops reading from the network until [#readsAgain] is called.
    void stopsReading() {
        Optional.ofNullable(socket).ifPresent(RawSocket::pause);
    }

    void readsAgain() {
        Optional.ofNullable(socket).ifPresent(RawSocket::resume);
    }

    /// Logs in a user who has an account.
    static Person logsIn(URI server, Transport transport, String email, String password) {
        return new Person(VestnikApi.at(server, transport).login(email, password, null, "laptop"), transport, server);
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

    UUID founds(Person... others) {
        return api().createGroup(
                        "friends", Arrays.stream(others).map(Person::id).toList(), UUID.randomUUID())
                .chat()
                .id();
    }

    CompletableFuture<Message> sends(UUID chatId, String text) {
        return client.send(chatId, text);
    }

    void reads(UUID chatId, long upTo) {
        client.read(chatId, upTo);
    }

    /// Waits until this user's client holds exactly these texts of the chat in this order.
    void sees(UUID chatId, String... texts) {
        await().atMost(PATIENCE)
                .until(() -> view(chatId).stream()
                        .map(Message::text)
                        .filter(Objects::nonNull)
                        .toList()
                        .equals(List.of(texts)));
    }

    /// Waits until this user's client shows that all members have read the messages up to `id`.
    void seesReadByEveryone(UUID chatId, long id) {
        await().atMost(PATIENCE).until(() -> {
            ChatView view = client.chat(chatId);
            return view != null && view.allReadUpTo() >= id;
        });
    }

    /// The messages of a chat that this user's client holds.
    List<Message> view(UUID chatId) {
        ChatView view = client.chat(chatId);
        return view == null ? List.of() : view.messages();
    }

    /// Cuts the connection without a close frame; the client reconnects by itself.
    void losesTheConnection() {
        client.cut();
    }

    /// Reads all messages of a chat from the server, page by page.
    List<Message> history(UUID chatId) {
        return historyOf(api(), chatId);
    }

    static List<Message> historyOf(VestnikApi api, UUID chatId) {
        List<Message> all = new ArrayList<>();
        HistoryPage page;
        long offset = 0;
        do {
            page = historyPage(api, chatId, offset);
            all.addAll(page.items());
            offset += 200;
        } while (offset < page.total());
        return all;
    }

    /// Reads a page as any client does: the request is repeated if the refusal is retryable.
    private static HistoryPage historyPage(VestnikApi api, UUID chatId, long offset) {
        return await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsMatching(e -> e instanceof VestnikException refusal && refusal.retryable())
                .until(() -> api.history(chatId, 200, offset), Objects::nonNull);
    }

    @Override
    public void close() {
        client.close();
    }
}
