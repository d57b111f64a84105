package io.vestnik.application.live.session;

import io.vestnik.application.live.EventSink;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.user.UserId;
import java.util.Set;
import java.util.function.Supplier;

/// The receiver of a replay.
///
/// @param subscribed the chats to which the user is subscribed
/// @param largeGroupMembers a group with more members than this number is large
/// @param overflowed returns the chats that had more events during the replay than could be collected, and starts to
///     collect their events anew
record ReplayTarget(
        UserId userId,
        EventSink sink,
        Set<ChatId> subscribed,
        int largeGroupMembers,
        Supplier<Set<ChatId>> overflowed) {
    Set<ChatId> takeOverflowed() {
        return overflowed.get();
    }
}
