package io.vestnik.application.live.session;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.MessageId;
import java.util.Map;
import java.util.Set;

/// The state of a client after its replay.
///
/// @param versions of each chat that it has now
/// @param allRead the all-read marks that were sent to it
/// @param absent the chats of which the user is not a member, as reported now or on an earlier connection
record ReplayResult(Map<ChatId, ChatVersion> versions, Map<ChatId, MessageId> allRead, Set<ChatId> absent) {
    /// Whether the event is an all-read mark that the replay has sent, or an earlier one.
    boolean contains(LiveEvent event) {
        return event instanceof LiveEvent.AllReadMark mark
                && allRead.containsKey(mark.chatId())
                && !mark.upTo().isAfter(allRead.get(mark.chatId()));
    }
}
