package io.vestnik.domain.event;

import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.message.Attempt;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.user.UserId;
import java.util.List;
import java.util.Optional;

/// Something that was committed in a chat.
public sealed interface ChatEvent {
    /// Where it happened.
    ChatId chatId();

    /// An event that took a version of its chat.
    sealed interface Versioned extends ChatEvent {
        /// The version it took.
        ChatVersion version();
    }

    /// A new message.
    ///
    /// @param attempt the attempt that stored it, where the draft named one and this is the process that it came from
    record MessagePosted(ChatId chatId, ChatVersion version, Message message, MessageKey key, Optional<Attempt> attempt)
            implements Versioned {}

    /// A message was edited or deleted, or this is a message's present state, read back from the log.
    record MessageChanged(ChatId chatId, ChatVersion version, Message message) implements Versioned {}

    /// The chat was created, with these members.
    ///
    /// @param members everybody in it from the start
    record ChatOpened(ChatId chatId, ChatVersion version, Chat chat, List<Member> members) implements Versioned {
        /// Copies `members`.
        public ChatOpened {
            members = List.copyOf(members);
        }
    }

    /// The title changed.
    record ChatRetitled(ChatId chatId, ChatVersion version, Chat chat) implements Versioned {}

    /// People were added, removed or given another role, in one step.
    ///
    /// @param chat the chat afterwards
    /// @param members those whom it concerns, as they are afterwards; who left has no role
    /// @param added who of them came in by this step; empty in what was read back from the log
    /// @param lastMessage the newest message, for those who came in; may be empty where nobody did
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

    /// The group is gone, with everything in it.
    record ChatClosed(ChatId chatId) implements ChatEvent {}

    /// Somebody read, or a departure let others' reading count.
    ///
    /// @param marksVersion how many times marks moved in this chat; +1 each
    /// @param reads whose marks moved, one entry a person
    /// @param floors what everybody has now read
    /// @param memberCount how many are in the chat
    record MarksMoved(ChatId chatId, long marksVersion, List<Read> reads, Floors floors, int memberCount)
            implements ChatEvent {
        /// Copies `reads`.
        public MarksMoved {
            reads = List.copyOf(reads);
        }
    }

    /// A mark that moved.
    record Read(UserId userId, MessageId from, MessageId to) {}

    /// What everybody has read, after a move: for each author, the higher of `everyone` and their own entry, if any.
    ///
    /// @param everyone messages up to this one are read, whoever wrote them
    /// @param exceptLowest the one member who alone stands lowest, and up to where that member's own messages are read
    record Floors(MessageId everyone, Optional<OwnFloor> exceptLowest) {}

    /// Up to where one author's messages are read by everybody else.
    record OwnFloor(UserId author, MessageId upTo) {}
}
