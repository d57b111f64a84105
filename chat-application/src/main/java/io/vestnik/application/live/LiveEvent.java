package io.vestnik.application.live;

import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.ChatView;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.ReadStates;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// An event delivered to a connected user.
public sealed interface LiveEvent {

    /// A new message, or the current state of a changed message.
    record MessageState(ChatId chatId, ChatVersion version, Message message) implements LiveEvent {}

    /// The current state of members that joined, left or changed.
    ///
    /// @param members the members concerned; empty in a large group, whose events do not list them
    record MemberStates(ChatId chatId, ChatVersion version, Optional<List<Member>> members, int memberCount)
            implements LiveEvent {}

    /// Fields of a chat changed that are the same for all members.
    record ChatState(ChatId chatId, ChatVersion version, Chat chat) implements LiveEvent {}

    /// A snapshot of a chat that is new to the receiving user.
    record ChatEntry(ChatId chatId, ChatVersion version, ChatView view) implements LiveEvent {}

    /// The receiving user is no longer in the chat; no more events of the chat follow.
    ///
    /// @param version the chat's version at the departure. Only the server uses it, to order leaving and rejoining
    record Removal(ChatId chatId, ChatVersion version) implements LiveEvent {}

    /// Another member, or the receiving user on another device, read up to a message.
    record ReadMark(ChatId chatId, UserId userId, MessageId upTo) implements LiveEvent {}

    /// More of the receiving user's messages have been read by all other members.
    record AllReadMark(ChatId chatId, MessageId upTo) implements LiveEvent {}

    /// A member is typing.
    record Typing(ChatId chatId, UserId userId) implements LiveEvent {}

    /// The other user of a direct chat came online or went offline.
    ///
    /// @param lastSeenAt when that user went offline; empty while online
    record Presence(UserId userId, boolean online, Optional<Instant> lastSeenAt) implements LiveEvent {}

    /// The name or username of another user changed who shares a direct chat with the receiving user.
    record UserState(UserId userId, UserName name, Optional<String> username) implements LiveEvent {}

    /// The chat has too many changes to be replayed, or the client's version is unknown. The client reloads the chat
    /// and continues from `version`.
    record Gap(ChatId chatId, ChatVersion version) implements LiveEvent {}

    /// Replaces the event of a change that a later change has replaced, so that the delivered versions have no gap.
    record Skipped(ChatId chatId, ChatVersion version) implements LiveEvent {}

    /// The read marks and unread counts of the chats whose marks differ from those that the resuming client has.
    record MarksSummary(List<ReadStates.Marks> items) implements LiveEvent {
        /// Copies `items`.
        public MarksSummary {
            items = List.copyOf(items);
        }
    }

    /// The replay is complete: from here on events are delivered as they happen.
    record CaughtUp() implements LiveEvent {}
}
