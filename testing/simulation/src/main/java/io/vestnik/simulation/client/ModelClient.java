package io.vestnik.simulation.client;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.Resume;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import io.vestnik.simulation.law.ChatCopy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A client on one device that follows "Keeping a chat" and "After a refusal" of `docs/protocol.md` literally. Not
/// thread-safe: all its code runs as events of its process.
public final class ModelClient {
    /// The maximum number of unanswered requests on a connection; see rule 1 of "After a refusal".
    private static final int UNANSWERED_MAX = 256;

    private static final Duration BACKOFF_MIN = Duration.ofMillis(200);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(5);

    private final UserId userId;
    private final Network network;
    private final ChatLoading loading;
    private final Map<ChatId, LocalChat> chats = new TreeMap<>();
    private final Outgoing outgoing;
    private final Map<Long, Consumer<FromServer>> requests = new HashMap<>();
    private Optional<String> epoch = Optional.empty();
    private ResumeStyle style = ResumeStyle.VERSIONS;
    private Duration backoff = BACKOFF_MIN;
    private boolean wanted;
    private boolean live;
    private boolean loggedOut;
    private long refs;
    private @Nullable Connection connection;

    /// What a client says in `hello` about the chats that it has.
    public enum ResumeStyle {
        /// No `since`: the client loads its list of chats after `live`.
        FRESH,
        /// The versions of the chats; other chats are sent.
        VERSIONS,
        /// The versions and marks of the chats; other chats are sent.
        MARKS,
        /// The versions of the chats; the client loads its list of chats after `live`.
        SKIP_UNLISTED
    }

    /// @param keys makes a new key for each message
    public ModelClient(UserId userId, Network network, Supplier<MessageKey> keys) {
        this.userId = userId;
        this.network = network;
        this.outgoing = new Outgoing(userId, network, keys, chats, new Requests(), this::event);
        this.loading = new ChatLoading(userId, network, chats, this::event);
    }

    // ---- what a test or a workload does

    /// Connects, and connects again whenever the connection ends.
    public void goOnline(ResumeStyle newStyle) {
        style = newStyle;
        if (!wanted && !loggedOut) {
            wanted = true;
            connect();
        }
    }

    /// Forgets the connection without closing it, as a device does that loses its network. The caller cuts the link.
    public void goOffline() {
        wanted = false;
        disconnected();
    }

    /// Whether the client has caught up on its connection.
    public boolean live() {
        return live;
    }

    /// Whether the client loads its list of chats on the present connection.
    public boolean lists() {
        Connection open = connection;
        return open != null && (open.style == ResumeStyle.FRESH || open.style == ResumeStyle.SKIP_UNLISTED);
    }

    /// Whether the client does not connect any more, because its device was revoked or its connection was replaced.
    public boolean loggedOut() {
        return loggedOut;
    }

    /// Whether nothing is waiting for an answer.
    public boolean idle() {
        return outgoing.size() == 0
                && requests.isEmpty()
                && !loading.running()
                && chats.values().stream().noneMatch(LocalChat::loading);
    }

    /// The number of messages without an acknowledgement.
    public int unacknowledged() {
        return outgoing.size();
    }

    /// The chats that the client knows.
    public Set<ChatId> chatIds() {
        return new TreeSet<>(chats.keySet());
    }

    /// The client's copies of its chats.
    public Map<ChatId, ChatCopy> view() {
        Map<ChatId, ChatCopy> view = new TreeMap<>();
        chats.forEach((chatId, chat) -> view.put(chatId, chat.copy()));
        return view;
    }

    /// Sends a message: at once if the client is live, else after the next `live`.
    public void send(ChatId chatId, MessageText text, Optional<MessageId> replyTo) {
        outgoing.send(chatId, text, replyTo);
    }

    /// Sends the first message without an acknowledgement over HTTP, too: an attempt with the same key.
    public void repeatOverHttp(ChatId chatId) {
        outgoing.repeatOverHttp(chatId);
    }

    /// Sends a message over HTTP only.
    public void sendOverHttp(ChatId chatId, MessageText text) {
        outgoing.sendOverHttp(chatId, text);
    }

    /// Edits a message. Only a live client does.
    public void edit(ChatId chatId, MessageId id, MessageText text) {
        request(ref -> new FromClient.Edit(ref, chatId, id, text));
    }

    /// Deletes a message. Only a live client does.
    public void delete(ChatId chatId, MessageId id) {
        request(ref -> new FromClient.Delete(ref, chatId, id));
    }

    /// Moves the read mark to the newest message that the client has. Only a live client does.
    public void read(ChatId chatId) {
        LocalChat chat = chats.get(chatId);
        if (chat != null && chat.lastId() > chat.readUpTo()) {
            MessageId upTo = new MessageId(chat.lastId());
            request(ref -> new FromClient.Read(ref, chatId, upTo));
        }
    }

    /// Reports that the user is typing. Only a live client does.
    public void type(ChatId chatId) {
        Connection open = connection;
        if (open != null && live) {
            open.line().send(new FromClient.Typing(chatId));
        }
    }

    /// The newest message that the client has of a user, if it is not deleted.
    public Optional<Message> newestOf(ChatId chatId, UserId sender) {
        return Optional.ofNullable(chats.get(chatId))
                .flatMap(chat -> chat.message(chat.lastId()))
                .filter(message -> message.senderId().equals(sender) && !message.deleted());
    }

    // ---- the connection

    /// One connection: what arrives on an earlier one is ignored.
    private final class Connection implements SimulatedLink.ClientEnd {
        /// The style in which this connection has resumed.
        final ResumeStyle style = ModelClient.this.style;

        private Network.@Nullable Line line;

        private Network.Line line() {
            return Objects.requireNonNull(line, "not connected");
        }

        @Override
        public void received(FromServer frame) {
            if (connection == this) {
                process(frame);
            }
        }

        @Override
        public void ended(ConnectionEnd end) {
            if (connection == this) {
                disconnected();
                if (end.stops()) {
                    wanted = false;
                    loggedOut = true;
                } else {
                    network.later(backoff, "reconnect", ModelClient.this::connect);
                    backoff =
                            backoff.multipliedBy(2).compareTo(BACKOFF_MAX) < 0 ? backoff.multipliedBy(2) : BACKOFF_MAX;
                }
            }
        }
    }

    private void connect() {
        if (wanted && connection == null) {
            Connection opened = new Connection();
            connection = opened;
            opened.line = network.connect(resume(), opened);
        }
    }

    private Resume resume() {
        return switch (style) {
            case FRESH -> {
                // Nothing will be replayed, so what the client has is of no use.
                chats.clear();
                yield new Resume.Fresh();
            }
            case VERSIONS -> since(false, Resume.Unlisted.SEND);
            case MARKS -> since(true, Resume.Unlisted.SEND);
            case SKIP_UNLISTED -> since(false, Resume.Unlisted.SKIP);
        };
    }

    private Resume.Since since(boolean withMarks, Resume.Unlisted unlisted) {
        Map<ChatId, Resume.Cursor> cursors = new TreeMap<>();
        chats.forEach((chatId, chat) -> cursors.put(chatId, chat.resume(withMarks)));
        return new Resume.Since(cursors, unlisted);
    }

    private void disconnected() {
        connection = null;
        live = false;
        requests.clear();
        loading.disconnected();
        outgoing.disconnected();
    }

    private void process(FromServer frame) {
        switch (frame) {
            case FromServer.Ready ready -> ready(ready.epoch());
            case FromServer.Event event -> event(event.event());
            case FromServer.Sent sent -> answered(sent.ref(), sent);
            case FromServer.Changed changed -> answered(changed.ref(), changed);
            case FromServer.Marked marked -> answered(marked.ref(), marked);
            case FromServer.Refused refused -> answered(refused.ref(), refused);
            case FromServer.Retry retry -> answered(retry.ref(), retry);
            case FromServer.Ping ping -> current().line().send(new FromClient.Pong(ping.number()));
            case FromServer.Close close -> throw new IllegalStateException("the link handles " + close);
        }
    }

    private Connection current() {
        return Objects.requireNonNull(connection, "not connected");
    }

    /// Rule 7: "If `ready` contains another `epoch` than the one that you have stored, delete everything except the
    /// unacknowledged messages, and load the chats again."
    private void ready(String newEpoch) {
        if (epoch.isPresent() && !epoch.get().equals(newEpoch)) {
            chats.clear();
            loading.list();
        }
        epoch = Optional.of(newEpoch);
    }

    // ---- events

    private void event(LiveEvent event) {
        switch (event) {
            case LiveEvent.MessageState e ->
                in(e.chatId(), event, chat -> {
                    chat.moveTo(e.version());
                    chat.store(e.message());
                });
            case LiveEvent.MemberStates e ->
                in(e.chatId(), event, chat -> {
                    chat.moveTo(e.version());
                    if (chat.changeMembers(e)) {
                        loading.load(chat);
                    }
                });
            case LiveEvent.ChatState e ->
                in(e.chatId(), event, chat -> {
                    chat.moveTo(e.version());
                    chat.retitle(e.version(), e.chat().title());
                });
            case LiveEvent.Skipped e -> in(e.chatId(), event, chat -> chat.moveTo(e.version()));
            case LiveEvent.Gap e ->
                in(e.chatId(), event, chat -> {
                    chat.restart(e.version());
                    loading.load(chat);
                });
            case LiveEvent.ChatEntry e -> entered(e);
            // Rule 5: "After `removed`, delete the chat with its cursor."
            case LiveEvent.Removal e -> {
                chats.remove(e.chatId());
                loading.removed(e);
            }
            case LiveEvent.ReadMark e ->
                in(e.chatId(), event, chat -> {
                    if (e.userId().equals(userId)) {
                        chat.readUpTo(e.upTo());
                    }
                });
            case LiveEvent.AllReadMark e -> in(e.chatId(), event, chat -> chat.allReadUpTo(e.upTo()));
            case LiveEvent.MarksSummary(List<ReadStates.Marks> items) ->
                items.forEach(
                        marks -> Optional.ofNullable(chats.get(marks.chatId())).ifPresent(chat -> chat.marks(marks)));
            case LiveEvent.CaughtUp e -> caughtUp();
            case LiveEvent.Typing e -> {}
            case LiveEvent.Presence e -> {}
            case LiveEvent.UserState e -> {}
        }
    }

    /// Applies an event to its chat. While the list of chats is loaded, an event of an unknown chat waits for the list.
    private void in(ChatId chatId, LiveEvent event, Consumer<LocalChat> change) {
        LocalChat chat = chats.get(chatId);
        if (chat != null) {
            change.accept(chat);
        } else {
            loading.keep(event);
        }
    }

    private void entered(LiveEvent.ChatEntry entry) {
        ChatView view = entry.view();
        LocalChat chat = chats.computeIfAbsent(entry.chatId(), id -> new LocalChat(id, userId));
        chat.enter(entry.version(), view);
        loading.load(chat);
    }

    /// Rule 6: "After `live` send all of them again."
    private void caughtUp() {
        live = true;
        backoff = BACKOFF_MIN;
        if (lists()) {
            loading.list();
        }
        outgoing.sendAll();
    }

    // ---- requests

    /// The requests of the present connection.
    private final class Requests implements Outgoing.Requests {
        @Override
        public boolean live() {
            return live;
        }

        @Override
        public boolean hasRoom() {
            return requests.size() < UNANSWERED_MAX;
        }

        @Override
        public void request(LongFunction<FromClient> request, Consumer<FromServer> answered) {
            Connection open = connection;
            if (open != null && live && hasRoom()) {
                refs++;
                requests.put(refs, answered);
                open.line().send(request.apply(refs));
            }
        }
    }

    private void request(LongFunction<FromClient> request) {
        outgoing.requests().request(request, this::done);
    }

    private void answered(long ref, FromServer frame) {
        Consumer<FromServer> request = requests.remove(ref);
        if (request == null) {
            throw new IllegalStateException("an answer to no request: " + frame);
        }
        request.accept(frame);
    }

    /// Processes the answer to an edit, a deletion or a read mark. Only the last one has news.
    private void done(FromServer answer) {
        if (answer instanceof FromServer.Marked marked) {
            Optional.ofNullable(chats.get(marked.chatId())).ifPresent(chat -> chat.readUpTo(marked.readUpTo()));
        }
    }
}
