package io.vestnik.websocket;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.wire.About;
import io.vestnik.wire.ChatBody;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.FieldError;
import io.vestnik.wire.MemberBody;
import io.vestnik.wire.MessageBody;
import io.vestnik.wire.SharedChatBody;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A frame that the server sends. [ServerFrames] lists them with their types.
sealed interface ServerFrame {

    /// The answer to `hello`.
    @About("Who one is here, and within which limits. Requests are accepted from here on and answered after `live`.")
    record Ready(
            int v,
            UserId userId,
            DeviceId deviceId,

            @About("Changes when the data was restored or reset: a client that sees a new one drops its cursors.")
            String epoch,

            @About("The server pings this often; a client that hears nothing for so long sends `ping`.")
            int pingSeconds,

            @About("The connection closes with 4001 then, unless `auth` renews it before.")
            Instant tokenExpiresAt,

            LimitsBody limits)
            implements ServerFrame {}

    /// What a client has to keep within.
    @About("What a client has to keep within. 0: no limit.")
    record LimitsBody(
            @About("Code points of a message.") int textMax,
            @About("Code points of a group's title.") int titleMax,
            @About("Bytes of a frame after `hello`.") int frameBytesMax,
            int groupMembersMax,

            @About("A group with more members than this is large: who joins, reads and types is not shown.")
            int largeGroup,

            @About("Of one person; twice as many at once.") int sendsPerSecond) {}

    /// The end of catching up.
    @About("Caught up: from here on everything comes as it happens.")
    record CaughtUp() implements ServerFrame {}

    /// The answer to `send`.
    @About("The message is durable. Stands in for its `message` event on this connection, at its place in the order. Of"
            + " all attempts with one key only the one that stored the message has `duplicate: false`.")
    record Sent(
            Ref ref,
            ChatVersion version,

            @About("True: another attempt stored it, or the message was shown before this answer. The answer comes"
                    + " after the `message` event; `version` moves no cursor.")
            boolean duplicate,

            MessageBody message)
            implements ServerFrame {}

    /// The answer to `edit` and `delete`.
    @About("It was changed; the change itself arrives as `message`.")
    record Changed(Ref ref, ChatVersion version) implements ServerFrame {}

    /// The answer to `read`.
    @About("Where one's read mark is now.")
    record Marked(Ref ref, MessageId readUpTo) implements ServerFrame {}

    /// The answer to `auth`.
    @About("The connection may now last until then.")
    record Renewed(Ref ref, Instant tokenExpiresAt) implements ServerFrame {}

    /// The answer to `ping`.
    @About("The answer to `ping`.")
    record Pong(Optional<Ref> ref) implements ServerFrame {}

    /// The answer to what cannot be done.
    @About("Something is wrong. The connection stays open unless the frame could not be read.")
    record Failed(
            @About("Of the request; absent where it could not be read.")
            Optional<Ref> ref,

            ErrorCode code,
            @About("For people.") String message,

            @About("Whether the same request can succeed later.")
            boolean retryable,

            @About("How long to wait before the request is repeated. After a refused `send` wait as long, without"
                    + " sending to that chat, and go on from the first refused key: it is served. Further sends to"
                    + " the chat are refused alike until that key is repeated or nothing was sent to the chat for"
                    + " as long.")
            Optional<Long> retryAfterMs,

            @About("What is wrong with which field.") Optional<List<FieldError>> errors)
            implements ServerFrame {}

    /// A message.
    @About("A new message, or the present state of one that was edited or deleted.")
    record MessageShown(ChatId chatId, ChatVersion version, MessageBody message) implements ServerFrame {}

    /// Members.
    @About("Members were added, removed or given another role; in a large group nobody is told who.")
    record MembersShown(ChatId chatId, ChatVersion version, Optional<List<MemberBody>> members, int memberCount)
            implements ServerFrame {}

    /// What is shared of a chat.
    @About("What everybody sees of the chat changed.")
    record ChatShown(ChatId chatId, ChatVersion version, SharedChatBody chat) implements ServerFrame {}

    /// A whole chat.
    @About("A chat that is new to this person, whole.")
    record ChatEntered(ChatId chatId, ChatVersion version, ChatBody chat) implements ServerFrame {}

    /// No longer in a chat.
    @About("One is no longer in this chat; nothing more of it follows.")
    record Removed(ChatId chatId) implements ServerFrame {}

    /// A read mark.
    @About("Somebody read messages of mine, or I did on another device.")
    record ReadUpTo(ChatId chatId, UserId userId, MessageId upTo) implements ServerFrame {}

    /// Read by all.
    @About("My messages up to this one have been read by everybody.")
    record AllRead(ChatId chatId, MessageId upTo) implements ServerFrame {}

    /// Typing.
    @About("Somebody is typing.")
    record TypingShown(ChatId chatId, UserId userId) implements ServerFrame {}

    /// Presence.
    @About("A partner in a direct chat came or went.")
    record PresenceShown(UserId userId, boolean online, Optional<Instant> lastSeenAt) implements ServerFrame {}

    /// A new name.
    @About("A partner in a direct chat is called something else now.")
    record UserShown(UserId userId, UserName name, Optional<String> username) implements ServerFrame {}

    /// Too much to replay.
    @About("More happened than is replayed: reload this chat's window over HTTP and go on from `version`.")
    record Gap(ChatId chatId, ChatVersion version) implements ServerFrame {}

    /// A version without content.
    @About("A version whose change was replaced by a later one before it could be shown. Moves the cursor, no more.")
    record Skipped(ChatId chatId, ChatVersion version) implements ServerFrame {}

    /// Marks after a replay.
    @About("The marks that differ from those the client gave, or that it did not give. Ends the replay.")
    record Marks(List<ChatMarksBody> items) implements ServerFrame {
        /// Copies `items`.
        public Marks {
            items = List.copyOf(items);
        }
    }

    /// The marks of one chat.
    record ChatMarksBody(ChatId chatId, MessageId readUpTo, MessageId allReadUpTo, int unread) {}
}
