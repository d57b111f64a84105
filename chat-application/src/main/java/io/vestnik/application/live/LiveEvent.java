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

/// Something a connected person is shown.
public sealed interface LiveEvent {

    /// A new message, or the present state of one that changed.
    record MessageState(ChatId chatId, ChatVersion version, Message message) implements LiveEvent {}

    /// Members as they are now.
    ///
    /// @param members empty in a large group, where nobody is told who
    record MemberStates(ChatId chatId, ChatVersion version, Optional<List<Member>> members, int memberCount)
            implements LiveEvent {}

    /// What everybody sees of a chat changed.
    record ChatState(ChatId chatId, ChatVersion version, Chat chat) implements LiveEvent {}

    /// A chat that is new to this person, whole.
    record ChatEntry(ChatId chatId, ChatVersion version, ChatView view) implements LiveEvent {}

    /// This person is no longer in the chat; nothing more of it follows.
    ///
    /// @param version the chat's when they left, for this side only: it orders leaving and coming back
    record Removal(ChatId chatId, ChatVersion version) implements LiveEvent {}

    /// Somebody, or this person elsewhere, read up to a message.
    record ReadMark(ChatId chatId, UserId userId, MessageId upTo) implements LiveEvent {}

    /// More of this person's messages have been read by everybody.
    record AllReadMark(ChatId chatId, MessageId upTo) implements LiveEvent {}

    /// Somebody is typing.
    record Typing(ChatId chatId, UserId userId) implements LiveEvent {}

    /// A partner came or went.
    ///
    /// @param lastSeenAt when they went; empty while they are there
    record Presence(UserId userId, boolean online, Optional<Instant> lastSeenAt) implements LiveEvent {}

    /// A partner is called something else now.
    record UserState(UserId userId, UserName name, Optional<String> username) implements LiveEvent {}

    /// More happened in this chat than is replayed: reload it, go on from `version`.
    record Gap(ChatId chatId, ChatVersion version) implements LiveEvent {}

    /// A version whose change has already been replaced by a later one, told only so that versions have no hole.
    record Skipped(ChatId chatId, ChatVersion version) implements LiveEvent {}

    /// Marks that differ from those the resuming client knows.
    record MarksSummary(List<ReadStates.Marks> items) implements LiveEvent {
        /// Copies `items`.
        public MarksSummary {
            items = List.copyOf(items);
        }
    }

    /// Caught up: from here on everything is shown as it happens.
    record CaughtUp() implements LiveEvent {}
}
