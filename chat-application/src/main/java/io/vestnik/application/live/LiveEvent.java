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

    /// A new message, or the present state of one that changed.
    record MessageState(ChatId chatId, ChatVersion version, Message message) implements LiveEvent {}

    /// The present state of members.
    ///
    /// @param members empty in a large group, whose events do not list them
    record MemberStates(ChatId chatId, ChatVersion version, Optional<List<Member>> members, int memberCount)
            implements LiveEvent {}

    /// Shared fields of a chat changed: those that are the same for all members.
    record ChatState(ChatId chatId, ChatVersion version, Chat chat) implements LiveEvent {}

    /// A snapshot of a chat that is new to this user.
    record ChatEntry(ChatId chatId, ChatVersion version, ChatView view) implements LiveEvent {}

    /// This user is no longer in the chat; no more events of it follow.
    ///
    /// @param version the chat's version at the departure, used on the server only: it orders leaving and rejoining
    record Removal(ChatId chatId, ChatVersion version) implements LiveEvent {}

    /// Another member, or this user on another device, read up to a message.
    record ReadMark(ChatId chatId, UserId userId, MessageId upTo) implements LiveEvent {}

    /// More of this user's messages have been read by all other members.
    record AllReadMark(ChatId chatId, MessageId upTo) implements LiveEvent {}

    /// A member is typing.
    record Typing(ChatId chatId, UserId userId) implements LiveEvent {}

    /// A partner came online or went offline.
    ///
    /// @param lastSeenAt when the partner went offline; empty while online
    record Presence(UserId userId, boolean online, Optional<Instant> lastSeenAt) implements LiveEvent {}

    /// A partner changed their name or username.
    record UserState(UserId userId, UserName name, Optional<String> username) implements LiveEvent {}

    /// The chat has more changes than are replayed: reload it and continue from `version`.
    record Gap(ChatId chatId, ChatVersion version) implements LiveEvent {}

    /// A version whose change was replaced by a later one, sent only so that versions have no gap.
    record Skipped(ChatId chatId, ChatVersion version) implements LiveEvent {}

    /// Marks that differ from those the resuming client knows.
    record MarksSummary(List<ReadStates.Marks> items) implements LiveEvent {
        /// Copies `items`.
        public MarksSummary {
            items = List.copyOf(items);
        }
    }

    /// The replay is complete: from here on events are delivered as they happen.
    record CaughtUp() implements LiveEvent {}
}
