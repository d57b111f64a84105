package io.vestnik.application.live.feed;

import io.vestnik.application.live.EncodedEvent;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.user.UserId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A connected user, as the receiver of events. Called by the event loops; no method blocks.
public interface Viewer {
    /// The user.
    UserId id();

    /// The number of connections.
    int connections();

    /// Delivers an event to every connection.
    void show(EncodedEvent event);

    /// Like [#show(EncodedEvent)], but on a connection with one of these answers the answer takes the event's place if
    /// it [replaces][Answer#replaces] the event.
    void show(EncodedEvent event, List<Answer> answers);

    /// Records a subscription.
    void subscribed(ChatId chatId, ChatKind kind);

    /// Removes a subscription.
    void unsubscribed(ChatId chatId);

    /// The chats of all subscriptions.
    Set<ChatId> chats();

    /// Whether the user is subscribed to all chats that the user had at the first connection.
    boolean subscribedToAll();

    /// The sends to a chat that the store has not answered; each completes when it has.
    List<CompletableFuture<@Nullable Void>> undecidedSends(ChatId chatId);
}
