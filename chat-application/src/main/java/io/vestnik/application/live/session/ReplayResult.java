package io.vestnik.application.live.session;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.MessageId;
import java.util.Map;

/// The state of a client after its replay.
///
/// @param versions the version of each chat that the client has now
/// @param allRead the all-read marks that were sent to the client, by chat
/// @param absent the chats that the user has left: the chats whose removal was sent to the client, with the client's
///     cursors, and the chats whose feeds may still have the user's subscription
record ReplayResult(
        Map<ChatId, ChatVersion> versions, Map<ChatId, MessageId> allRead, Map<ChatId, ChatVersion> absent) {
    /// Whether `event` is an all-read mark that is not later than the mark that the replay has sent.
    boolean contains(LiveEvent event) {
        return event instanceof LiveEvent.AllReadMark mark
                && allRead.containsKey(mark.chatId())
                && !mark.upTo().isAfter(allRead.get(mark.chatId()));
    }
}
