package io.vestnik.simulation.client;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.Page;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Loads chats and the list of chats over HTTP. A request that fails is repeated until it is of no use any more.
///
/// Rule 4 of "Keeping a chat": "After a full `chat` or a `gap`, load `GET /chats/{chatId}`, and the members and newest
/// messages of the chat. Process the events that arrive meanwhile."
final class ChatLoading {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final int MEMBERS_MAX = 200;
    private static final int MESSAGES_MAX = 50;
    private static final int CHATS_MAX = 50;

    private final UserId userId;
    private final Network network;
    private final Map<ChatId, LocalChat> chats;
    private final Consumer<LiveEvent> process;
    /// The events of unknown chats since the list is loaded.
    private final List<LiveEvent> kept = new ArrayList<>();
    /// The removals since the list is loaded, which may be newer than the list.
    private final Map<ChatId, ChatVersion> removals = new TreeMap<>();
    private int lists;
    private boolean listing;

    /// @param chats the client's chats
    /// @param process processes an event that had to wait for the list of chats
    ChatLoading(UserId userId, Network network, Map<ChatId, LocalChat> chats, Consumer<LiveEvent> process) {
        this.userId = userId;
        this.network = network;
        this.chats = chats;
        this.process = process;
    }

    /// Whether the list of chats is being loaded.
    boolean running() {
        return listing;
    }

    void disconnected() {
        listing = false;
        kept.clear();
        removals.clear();
    }

    /// Keeps an event of an unknown chat if the list of chats is being loaded; else the event has no use.
    void keep(LiveEvent event) {
        if (listing) {
            kept.add(event);
        }
    }

    void removed(LiveEvent.Removal removal) {
        if (listing) {
            removals.put(removal.chatId(), removal.version());
        }
    }

    // ---- one chat

    void load(LocalChat chat) {
        find(chat, chat.beginLoad());
    }

    private void find(LocalChat chat, int load) {
        this.<ChatView>call(
                chat,
                load,
                node -> CompletableFuture.completedStage(
                        node.conversations().find().find(chat.id(), userId)),
                view -> {
                    chat.seen(view);
                    members(chat, load, new ArrayList<>(), Optional.empty());
                },
                () -> find(chat, load));
    }

    private void members(LocalChat chat, int load, List<Member> loaded, Optional<PageCursor> cursor) {
        this.<Page<Member>>call(
                chat,
                load,
                node -> CompletableFuture.completedStage(
                        node.conversations().members().list(chat.id(), userId, MEMBERS_MAX, cursor)),
                page -> {
                    loaded.addAll(page.items());
                    if (page.next().isPresent()) {
                        members(chat, load, loaded, page.next());
                    } else {
                        chat.loadedMembers(loaded);
                        newest(chat, load);
                    }
                },
                () -> members(chat, load, loaded, cursor));
    }

    private void newest(LocalChat chat, int load) {
        this.<MessageLog.MessageWindow>call(
                chat,
                load,
                node -> CompletableFuture.completedStage(node.messaging()
                        .window()
                        .window(chat.id(), userId, new MessageLog.WindowAnchor.Newest(), MESSAGES_MAX)),
                chat::endLoad,
                () -> newest(chat, load));
    }

    private <T> void call(
            LocalChat chat, int load, HttpCall<Outcome<T>> call, Consumer<? super T> done, Runnable again) {
        network.call(call, answer -> {
            if (isCurrent(chat, load)) {
                switch (answer) {
                    case HttpAnswer.Served<Outcome<T>> served -> {
                        switch (served.result()) {
                            case Outcome.Done<T>(T value) -> done.accept(value);
                            case Outcome.Refused<T> refused -> {
                                // The user is no longer a member: `removed` follows.
                            }
                        }
                    }
                    case HttpAnswer.Retry<Outcome<T>> retry -> again(chat, load, retry.after(), again);
                    case HttpAnswer.Lost<Outcome<T>> lost -> again(chat, load, RETRY_AFTER, again);
                    case HttpAnswer.LoggedOut<Outcome<T>> loggedOut -> {}
                }
            }
        });
    }

    private void again(LocalChat chat, int load, Duration after, Runnable again) {
        network.later(after, "load again", () -> {
            if (isCurrent(chat, load)) {
                again.run();
            }
        });
    }

    private boolean isCurrent(LocalChat chat, int load) {
        return chats.get(chat.id()) == chat && chat.isLoading(load);
    }

    // ---- the list of chats

    /// Loads the list of chats, and then each chat that the client does not have.
    void list() {
        disconnected();
        lists++;
        listing = true;
        list(lists, Optional.empty());
    }

    private void list(int number, Optional<PageCursor> cursor) {
        HttpCall<Page<ChatView>> call = node ->
                CompletableFuture.completedStage(node.conversations().list().list(userId, CHATS_MAX, cursor));
        network.call(call, answer -> {
            if (listing && number == lists) {
                switch (answer) {
                    case HttpAnswer.Served<Page<ChatView>>(Page<ChatView> page) -> listed(number, page);
                    case HttpAnswer.Retry<Page<ChatView>> retry -> listAgain(number, cursor, retry.after());
                    case HttpAnswer.Lost<Page<ChatView>> lost -> listAgain(number, cursor, RETRY_AFTER);
                    case HttpAnswer.LoggedOut<Page<ChatView>> loggedOut -> {}
                }
            }
        });
    }

    private void listAgain(int number, Optional<PageCursor> cursor, Duration after) {
        network.later(after, "list again", () -> {
            if (listing && number == lists) {
                list(number, cursor);
            }
        });
    }

    private void listed(int number, Page<ChatView> page) {
        page.items().forEach(this::listed);
        if (page.next().isPresent()) {
            list(number, page.next());
            return;
        }
        List<LiveEvent> events = List.copyOf(kept);
        disconnected();
        for (LiveEvent event : events) {
            if (isNews(event)) {
                process.accept(event);
            }
        }
    }

    private void listed(ChatView view) {
        ChatId chatId = view.chat().id();
        ChatVersion version = view.chat().version();
        boolean gone = removals.containsKey(chatId) && !version.isAfter(removals.get(chatId));
        if (!chats.containsKey(chatId) && !gone) {
            LocalChat chat = new LocalChat(chatId, userId);
            chats.put(chatId, chat);
            chat.enter(version, view);
            load(chat);
        }
    }

    /// Whether a kept event is newer than the list.
    private boolean isNews(LiveEvent event) {
        return switch (event) {
            case LiveEvent.MessageState e -> isNews(e.chatId(), e.version());
            case LiveEvent.MemberStates e -> isNews(e.chatId(), e.version());
            case LiveEvent.ChatState e -> isNews(e.chatId(), e.version());
            case LiveEvent.Skipped e -> isNews(e.chatId(), e.version());
            case LiveEvent.Gap e -> isNews(e.chatId(), e.version());
            case LiveEvent.ReadMark e -> chats.containsKey(e.chatId());
            case LiveEvent.AllReadMark e -> chats.containsKey(e.chatId());
            case LiveEvent.ChatEntry e -> false;
            case LiveEvent.Removal e -> false;
            case LiveEvent.Typing e -> false;
            case LiveEvent.Presence e -> false;
            case LiveEvent.UserState e -> false;
            case LiveEvent.MarksSummary e -> false;
            case LiveEvent.CaughtUp e -> false;
        };
    }

    private boolean isNews(ChatId chatId, ChatVersion version) {
        LocalChat chat = chats.get(chatId);
        return chat != null && version.value() > chat.cursor();
    }
}
