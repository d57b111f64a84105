package io.vestnik.application.live.session;

import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.feed.Answer;
import io.vestnik.application.live.feed.Viewer;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.user.UserId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A user who is connected, or was connected moments ago. Passes the events of the feeds to each connection of the
/// user. The event loops add and remove subscriptions.
public final class ConnectedUser implements Viewer {
    private final UserId id;
    private final SubscriptionMemory.Holding memory;
    private final CompletableFuture<@Nullable Void> subscribed = new CompletableFuture<>();
    private final Map<ChatId, ChatKind> chats = new ConcurrentHashMap<>(4);
    private final Stay stay;

    /// @param memory the memory of the subscriptions of all users
    /// @param evict disconnects this user when the memory is full; must not block
    public ConnectedUser(UserId id, SubscriptionMemory memory, Consumer<ConnectedUser> evict) {
        this.id = id;
        this.memory = memory.open(() -> evict.accept(this));
        this.stay = new Stay(id);
    }

    @Override
    public UserId id() {
        return id;
    }

    /// The connections of the user.
    public Stay stay() {
        return stay;
    }

    /// The memory of the user's subscriptions.
    public SubscriptionMemory.Holding memory() {
        return memory;
    }

    /// Completes when the user is subscribed to the feed of each of their chats.
    public CompletableFuture<@Nullable Void> subscribed() {
        return subscribed;
    }

    @Override
    public boolean subscribedToAll() {
        return subscribed.isDone();
    }

    @Override
    public int connections() {
        return stay.connections().length;
    }

    @Override
    public void show(EncodedEvent event) {
        for (LiveConnection connection : stay.connections()) {
            connection.show(event);
        }
    }

    @Override
    public void enter(ChatId chatId, EncodedEvent entry) {
        for (LiveConnection connection : stay.connections()) {
            connection.enter(chatId, entry);
        }
    }

    @Override
    public void show(EncodedEvent event, List<Answer> answers) {
        for (LiveConnection connection : stay.connections()) {
            connection.show(event, answers);
        }
    }

    @Override
    public void subscribed(ChatId chatId, ChatKind kind) {
        if (chats.put(chatId, kind) == null) {
            memory.added();
        }
    }

    @Override
    public void unsubscribed(ChatId chatId) {
        if (chats.remove(chatId) != null) {
            memory.removed();
        }
    }

    @Override
    public Set<ChatId> chats() {
        return chats.keySet();
    }

    /// The direct chats to which the user is subscribed.
    public List<ChatId> directChats() {
        return chats.entrySet().stream()
                .filter(chat -> chat.getValue() == ChatKind.DIRECT)
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public List<CompletableFuture<@Nullable Void>> undecidedSends(ChatId chatId) {
        return Arrays.stream(stay.connections())
                .flatMap(connection -> connection.undecidedSends(chatId).stream())
                .toList();
    }
}
