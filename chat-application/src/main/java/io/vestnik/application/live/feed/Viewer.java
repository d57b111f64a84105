package io.vestnik.application.live.feed;

import io.vestnik.application.live.EncodedEvent;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.user.UserId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A connected user, as the receiver of events. A user who disconnects and connects again later has another viewer. The
/// event loops call these methods; no method blocks.
public interface Viewer {
    /// The user.
    UserId id();

    /// The number of the user's connections.
    int connections();

    /// Delivers an event to every connection.
    void show(EncodedEvent event);

    /// Delivers a snapshot of a chat to every connection. The user is known to be a member, unlike a user whom a late
    /// notification names.
    void enter(ChatId chatId, EncodedEvent entry);

    /// Like [#show(EncodedEvent)]. On a connection that waits for one of `answers`, the answer takes the event's place
    /// if it [replaces][Answer#replaces] the event.
    void show(EncodedEvent event, List<Answer> answers);

    /// Records a subscription.
    void subscribed(ChatId chatId, ChatKind kind);

    /// Removes a subscription.
    void unsubscribed(ChatId chatId);

    /// The chats to which the user is subscribed.
    Set<ChatId> chats();

    /// Whether the user is subscribed to all chats that the user had at the first connection.
    boolean subscribedToAll();

    /// A future for each pending send of the user to a chat. A send is pending until the store has answered it; then
    /// its future completes.
    List<CompletableFuture<@Nullable Void>> undecidedSends(ChatId chatId);
}
