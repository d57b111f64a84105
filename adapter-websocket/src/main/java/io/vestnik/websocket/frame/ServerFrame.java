package io.vestnik.websocket.frame;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.body.ChatBody;
import io.vestnik.wire.body.MemberBody;
import io.vestnik.wire.body.MessageBody;
import io.vestnik.wire.body.SharedChatBody;
import io.vestnik.wire.json.FieldError;
import io.vestnik.wire.schema.Description;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A frame that the server sends. [ServerFrames] lists all frames with their types.
public sealed interface ServerFrame {

    /// The answer to `hello`.
    @Description("The authenticated user and the limits. Requests are accepted from here on and answered after `live`.")
    record Ready(
            int v,
            UserId userId,
            DeviceId deviceId,

            @Description("Changes when the data was restored or reset: a client that sees a new one drops its cursors.")
            String epoch,

            @Description("The server pings this often; a client that receives nothing for so long sends `ping`.")
            int pingSeconds,

            @Description("The connection closes with 4001 then, unless `auth` renews it before.")
            Instant tokenExpiresAt,

            LimitsBody limits)
            implements ServerFrame {}

    /// The limits of a client.
    @Description("The limits of a client. 0: no limit.")
    record LimitsBody(
            @Description("Code points of a message.") int textMax,
            @Description("Code points of a group's title.") int titleMax,
            @Description("Bytes of a frame after `hello`.") int frameBytesMax,
            int groupMembersMax,

            @Description("A group with more members is large: its events name no members; no reads or typing are sent.")
            int largeGroup,

            @Description("Of one user; twice as many in a burst.")
            int sendsPerSecond) {}

    /// The end of the replay.
    @Description("The replay is complete: from here on events come live.")
    record CaughtUp() implements ServerFrame {}

    /// The answer to `send`.
    @Description(
            "The message is durable. Replaces its `message` event on this connection, at its place in the order. Of"
                    + " all attempts with one key only the one that stored the message has `duplicate: false`.")
    record Sent(
            Ref ref,
            ChatVersion version,

            @Description(
                    "True: another attempt stored it. The answer comes after the `message` event; `version` moves no"
                            + " cursor.")
            boolean duplicate,

            MessageBody message)
            implements ServerFrame {}

    /// The answer to `edit` and `delete`.
    @Description("The message was changed; the change itself arrives as `message`.")
    record Changed(Ref ref, ChatVersion version) implements ServerFrame {}

    /// The answer to `read`.
    @Description("The present read mark.")
    record Marked(Ref ref, MessageId readUpTo) implements ServerFrame {}

    /// The answer to `auth`.
    @Description("The new expiry of the connection.")
    record Renewed(Ref ref, Instant tokenExpiresAt) implements ServerFrame {}

    /// The answer to `ping`.
    @Description("The answer to `ping`.")
    record Pong(Optional<Ref> ref) implements ServerFrame {}

    /// The `error` frame: the answer to a request that failed, or the reason why the connection is about to close.
    @Description("An error. The connection stays open if the error answers a request other than `hello`.")
    record Failed(
            @Description("The `ref` of the request; absent if it could not be read.")
            Optional<Ref> ref,

            ErrorCode code,
            @Description("For people.") String message,

            @Description("Whether the same request can succeed later.")
            boolean retryable,

            @Description("How long to wait before the request is repeated. After a refused `send` wait as long, without"
                    + " sending to that chat, and go on from the first refused key: it is served. Further sends to"
                    + " the chat are refused alike until that key is repeated or nothing was sent to the chat for"
                    + " as long.")
            Optional<Long> retryAfterMs,

            @Description("The invalid fields.") Optional<List<FieldError>> errors)
            implements ServerFrame {}

    /// A message.
    @Description("A new message, or the present state of one that was edited or deleted.")
    record MessageEvent(ChatId chatId, ChatVersion version, MessageBody message) implements ServerFrame {}

    /// A change of members.
    @Description("Members were added, removed or given another role; without `members` in a large group.")
    record MembersEvent(ChatId chatId, ChatVersion version, Optional<List<MemberBody>> members, int memberCount)
            implements ServerFrame {}

    /// A change of the properties that all members share.
    @Description("The properties that all members share changed.")
    record ChatEvent(ChatId chatId, ChatVersion version, SharedChatBody chat) implements ServerFrame {}

    /// A chat snapshot.
    @Description("A snapshot of a chat that is new to this user.")
    record ChatEntered(ChatId chatId, ChatVersion version, ChatBody chat) implements ServerFrame {}

    /// The end of a membership.
    @Description("The user is no longer a member; no more events of this chat follow.")
    record Removed(ChatId chatId) implements ServerFrame {}

    /// A moved read mark.
    @Description("A member read the user's messages, or the user read messages on another device.")
    record ReadUpTo(ChatId chatId, UserId userId, MessageId upTo) implements ServerFrame {}

    /// Messages read by all members.
    @Description("All other members have read the user's messages up to this one.")
    record AllRead(ChatId chatId, MessageId upTo) implements ServerFrame {}

    /// A member who is typing.
    @Description("A member is typing.")
    record TypingEvent(ChatId chatId, UserId userId) implements ServerFrame {}

    /// A change of presence.
    @Description("A partner in a direct chat came online or went offline.")
    record PresenceEvent(UserId userId, boolean online, Optional<Instant> lastSeenAt) implements ServerFrame {}

    /// A change of name.
    @Description("A partner in a direct chat changed their name or username.")
    record UserEvent(UserId userId, UserName name, Optional<String> username) implements ServerFrame {}

    /// A chat with too many changes to replay.
    @Description("More changed than is replayed: reload this chat's window over HTTP and continue from `version`.")
    record Gap(ChatId chatId, ChatVersion version) implements ServerFrame {}

    /// A version of a chat whose change is not sent.
    @Description("A version whose change was replaced by a later one before it was sent. Only moves the cursor.")
    record Skipped(ChatId chatId, ChatVersion version) implements ServerFrame {}

    /// The marks of chats, at the end of a replay.
    @Description("The marks of those chats in `since` for which the client gave other marks or none. One or several of"
            + " these frames follow the missed changes.")
    record Marks(List<ChatMarksBody> items) implements ServerFrame {
        /// Copies `items`.
        public Marks {
            items = List.copyOf(items);
        }
    }

    /// The marks of one chat.
    record ChatMarksBody(ChatId chatId, MessageId readUpTo, MessageId allReadUpTo, int unread) {}
}
