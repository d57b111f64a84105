package io.vestnik.domain.chat;

import io.vestnik.domain.message.Message;
import java.util.Optional;

/// A chat as one of its members sees it.
///
/// @param peer the other user of a direct chat
/// @param lastMessage the newest message, deleted or not
/// @param me the viewer's own membership
/// @param unread the number of undeleted messages of other users after `me.readUpTo`. The number is exact up to
///     [#UNREAD_EXACT_MAX]; every greater number is reported as `UNREAD_EXACT_MAX` + 1
public record ChatView(Chat chat, Optional<Peer> peer, Optional<Message> lastMessage, Member me, int unread) {
    /// The highest exact value of `unread`. A badge in a client needs no higher number, and counting further costs
    /// more.
    public static final int UNREAD_EXACT_MAX = 999;

    /// Returns this view with `version` as the chat's version. The receiver of the view then gets an event for each
    /// change after `version`.
    public ChatView at(ChatVersion version) {
        Chat same = new Chat(
                chat.id(),
                chat.kind(),
                chat.title(),
                chat.createdBy(),
                chat.createdAt(),
                chat.memberCount(),
                version,
                chat.lastMessageId(),
                chat.activityAt());
        return new ChatView(same, peer, lastMessage, me, unread);
    }
}
