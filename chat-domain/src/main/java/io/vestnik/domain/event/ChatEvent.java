package io.vestnik.domain.event;

import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.user.UserId;
import java.util.List;
import java.util.Optional;

/// A change that was committed in a chat.
public sealed interface ChatEvent {
    /// The chat that changed.
    ChatId chatId();

    /// An event that has incremented its chat's version.
    sealed interface Versioned extends ChatEvent {
        /// The chat's version after this event.
        ChatVersion version();
    }

    /// A new message, with the key of its draft.
    record MessagePosted(ChatId chatId, ChatVersion version, Message message, MessageKey key) implements Versioned {}

    /// A message was edited or deleted. An event that was read from the log contains the message in its current state,
    /// and may also stand for a new message.
    record MessageChanged(ChatId chatId, ChatVersion version, Message message) implements Versioned {}

    /// The chat was created.
    ///
    /// @param members the initial members; if the event was read from the log, only those whose membership has not
    ///     changed since
    record ChatOpened(ChatId chatId, ChatVersion version, Chat chat, List<Member> members) implements Versioned {
        /// Copies `members`.
        public ChatOpened {
            members = List.copyOf(members);
        }
    }

    /// The title changed.
    record ChatRetitled(ChatId chatId, ChatVersion version, Chat chat) implements Versioned {}

    /// Members were added, removed or given another role, in one step.
    ///
    /// @param chat the chat after the change
    /// @param members the members that changed, in their state after the change; a member who left has no role
    /// @param added the users in `members` who have joined; empty if the event was read from the log
    /// @param lastMessage the newest message, for the users who have joined; empty if the chat has no message; may also
    ///     be empty if `added` is empty
    record MembersChanged(
            ChatId chatId,
            ChatVersion version,
            Chat chat,
            List<Member> members,
            List<UserId> added,
            Optional<Message> lastMessage)
            implements Versioned {
        /// Copies the lists.
        public MembersChanged {
            members = List.copyOf(members);
            added = List.copyOf(added);
        }
    }

    /// The group was deleted with all its contents.
    record ChatClosed(ChatId chatId) implements ChatEvent {}

    /// A member's read mark moved forward, or more messages became read because a member left or was disabled.
    ///
    /// @param marksVersion the chat's marks version after this event
    /// @param version the chat's version when the marks moved; a member who left at this version or earlier must not
    ///     learn of this event
    /// @param reads the read marks that moved, one per user
    /// @param floors the ids up to which messages are read after this event
    /// @param memberCount how many members the chat has
    record MarksMoved(
            ChatId chatId,
            MarksVersion marksVersion,
            ChatVersion version,
            List<Read> reads,
            Floors floors,
            int memberCount)
            implements ChatEvent {
        /// Copies `reads`.
        public MarksMoved {
            reads = List.copyOf(reads);
        }
    }

    /// A read mark that moved forward.
    record Read(UserId userId, MessageId from, MessageId to) {}

    /// The ids up to which all other members have read the messages of each author. An author's messages are read up to
    /// `everyone`, or up to the author's entry in `exceptLowest` if that is higher.
    ///
    /// @param everyone the messages of every author are read up to this id
    /// @param exceptLowest the only member with the lowest read mark, and the id up to which this member's own messages
    ///     are read. Empty if several members have the lowest mark, or if fewer than two marks count
    record Floors(MessageId everyone, Optional<OwnFloor> exceptLowest) {}

    /// The id up to which all other members have read the messages of one author.
    record OwnFloor(UserId author, MessageId upTo) {}
}
