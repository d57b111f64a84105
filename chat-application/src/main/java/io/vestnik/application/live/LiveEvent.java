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

    /// A change of fields that are the same for all members of the chat.
    record ChatState(ChatId chatId, ChatVersion version, Chat chat) implements LiveEvent {}

    /// A snapshot of a chat that is new to the receiving user.
    record ChatEntry(ChatId chatId, ChatVersion version, ChatView view) implements LiveEvent {}

    /// The receiving user is no longer in the chat; no more events of the chat follow.
    ///
    /// @param version the position of the removal among the chat's versions. Only the server uses this position, to
    ///     order leaving and rejoining
    record Removal(ChatId chatId, ChatVersion version) implements LiveEvent {}

    /// Another member, or the receiving user on another connection, read up to a message.
    record ReadMark(ChatId chatId, UserId userId, MessageId upTo) implements LiveEvent {}

    /// The receiving user's `allReadUpTo` has risen: all other members have read the user's messages up to `upTo`.
    /// Delivered only if the user has a message after the previous `allReadUpTo`.
    record AllReadMark(ChatId chatId, MessageId upTo) implements LiveEvent {}

    /// A member is typing.
    record Typing(ChatId chatId, UserId userId) implements LiveEvent {}

    /// The other user of a direct chat came online or went offline.
    ///
    /// @param lastSeenAt when that user went offline; empty while online
    record Presence(UserId userId, boolean online, Optional<Instant> lastSeenAt) implements LiveEvent {}

    /// The other user of a direct chat has a new name or username.
    record UserState(UserId userId, UserName name, Optional<String> username) implements LiveEvent {}

    /// The chat has too many changes to be replayed, or the client's version is unknown. The client reloads the chat
    /// and continues from `version`.
    record Gap(ChatId chatId, ChatVersion version) implements LiveEvent {}

    /// Stands for a version whose change was replaced by a later change, so that the delivered versions have no gap.
    record Skipped(ChatId chatId, ChatVersion version) implements LiveEvent {}

    /// The read marks and unread counts of the chats whose marks differ from the marks at the resuming client.
    record MarksSummary(List<ReadStates.Marks> items) implements LiveEvent {
        /// Copies `items`.
        public MarksSummary {
            items = List.copyOf(items);
        }
    }

    /// The replay is complete: from here on events are delivered as they happen.
    record CaughtUp() implements LiveEvent {}
}
