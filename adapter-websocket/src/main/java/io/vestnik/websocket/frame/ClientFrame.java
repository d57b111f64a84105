package io.vestnik.websocket.frame;

import io.vestnik.application.live.Resume;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.wire.schema.Bounds;
import io.vestnik.wire.schema.Description;
import java.util.Optional;

/// A frame that a client sends. [ClientFrames] lists all frames with their types.
public sealed interface ClientFrame {

    /// The first frame of every connection.
    @Description("The first frame, within 10 s of connecting. Its answer is `ready`.")
    record Hello(
            @Description("The version of the protocol.") @Bounds(min = 1, max = 1)
            int v,

            @Description("An access token.") String token,

            @Description("Only when resuming: what the client has of each chat, a version or [version, readUpTo,"
                    + " allReadUpTo].")
            Optional<ResumeCursors> since,

            @Description("The chats that `since` does not list: `send` sends a snapshot of each, `skip` none.")
            Optional<Resume.Unlisted> unlisted)
            implements ClientFrame {}

    /// A request.
    sealed interface Request extends ClientFrame {}

    /// Sends a message.
    @Description("Sends a message. Answered by `sent` once it is durable; a repeated `key` is answered with the message"
            + " stored before.")
    record Send(
            Ref ref,
            ChatId chatId,

            @Description("Made once for each message and repeated on every retry.")
            MessageKey key,

            MessageText text,
            @Description("The message that it answers.") Optional<MessageId> replyTo)
            implements Request {}

    /// Replaces the text of a message.
    @Description("Replaces the text of one's own message. Answered by `ok`; the change arrives as `message`.")
    record Edit(Ref ref, ChatId chatId, MessageId id, MessageText text) implements Request {}

    /// Deletes a message.
    @Description(
            "Deletes a message: its author, the owner, an admin. Answered by `ok`; the change arrives as `message`.")
    record Delete(Ref ref, ChatId chatId, MessageId id) implements Request {}

    /// Moves the user's read mark.
    @Description(
            "Moves one's read mark; never back, never past the last message. Answered by `ok` with the present mark.")
    record Read(Ref ref, ChatId chatId, MessageId upTo) implements Request {}

    /// Notifies other members that the user is typing.
    @Description("Notifies that the user is typing. Not answered; forwarded at most once per 3 s and chat.")
    record Typing(Optional<Ref> ref, ChatId chatId) implements Request {}

    /// Renews the access token of the connection.
    @Description("Gives a new access token of the same user and device, so that the connection outlives the old one.")
    record Auth(Ref ref, String token) implements Request {}

    /// Asks for a `pong`.
    @Description("Asks for a `pong`.")
    record Ping(Optional<Ref> ref) implements Request {}
}
