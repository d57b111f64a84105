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

    /// An event that took a version of its chat.
    sealed interface Versioned extends ChatEvent {
        /// The version that the event took.
        ChatVersion version();
    }

    /// A new message, with the key of its draft.
    record MessagePosted(ChatId chatId, ChatVersion version, Message message, MessageKey key) implements Versioned {}

    /// A message was edited or deleted, or this is the present state of a message, read back from the log.
    record MessageChanged(ChatId chatId, ChatVersion version, Message message) implements Versioned {}

    /// The chat was created.
    ///
    /// @param members all members from the start
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
    /// @param members the members concerned, in their state after the change; a member who left has no role
    /// @param added those of them who joined by this step; empty if the event was read back from the log
    /// @param lastMessage the newest message, for those who joined; may be empty if no one did
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

    /// A member read, or a member left and the marks of the others now count.
    ///
    /// @param marksVersion the version that this move took
    /// @param version the chat's version when the marks moved; a member who left at this version or earlier must not
    ///     learn of the move
    /// @param reads the marks that moved, one entry per user
    /// @param floors up to where all members have now read
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

    /// A mark that moved forward.
    record Read(UserId userId, MessageId from, MessageId to) {}

    /// Up to where all members have read, after a move. For each author the higher of `everyone` and the author's own
    /// entry, if any, applies.
    ///
    /// @param everyone messages up to this one are read, for every author
    /// @param exceptLowest the one member who alone has the lowest mark, and up to where that member's own messages are
    ///     read
    record Floors(MessageId everyone, Optional<OwnFloor> exceptLowest) {}

    /// Up to where one author's messages are read by all other members.
    record OwnFloor(UserId author, MessageId upTo) {}
}
