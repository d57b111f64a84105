package io.vestnik.websocket;

import io.vestnik.application.live.Resume;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.wire.About;
import io.vestnik.wire.Bounds;
import java.util.Optional;

/// A frame that a client sends. [ClientFrames] lists them with their types.
sealed interface ClientFrame {

    /// The first frame of every connection.
    @About("The first frame, within 10 s of connecting. Its answer is `ready`.")
    record Hello(
            @About("The version of the protocol.") @Bounds(min = 1, max = 1)
            int v,

            @About("An access token.") String token,

            @About("Only when resuming: what the client has of each chat, a version or [version, readUpTo,"
                    + " allReadUpTo].")
            Optional<Known> since,

            @About("The chats that `since` does not list: `send` sends a snapshot of each, `skip` none.")
            Optional<Resume.Unlisted> unlisted)
            implements ClientFrame {}

    /// A request.
    sealed interface Request extends ClientFrame {}

    /// Sends a message.
    @About("Sends a message. Answered by `sent` once it is durable; a repeated `key` is answered with the message"
            + " stored before.")
    record Send(
            Ref ref,
            ChatId chatId,

            @About("Made once for each message and repeated on every retry.")
            MessageKey key,

            MessageText text,
            @About("The message that it answers.") Optional<MessageId> replyTo)
            implements Request {}

    /// Replaces a text.
    @About("Replaces the text of one's own message. Answered by `ok`; the change arrives as `message`.")
    record Edit(Ref ref, ChatId chatId, MessageId id, MessageText text) implements Request {}

    /// Deletes a message.
    @About("Deletes a message: its author, the owner, an admin. Answered by `ok`; the change arrives as `message`.")
    record Delete(Ref ref, ChatId chatId, MessageId id) implements Request {}

    /// Moves the read mark.
    @About("Moves one's read mark; never back, never past the last message. Answered by `ok` with the present mark.")
    record Read(Ref ref, ChatId chatId, MessageId upTo) implements Request {}

    /// Notifies other members that the user is typing.
    @About("Notifies that the user is typing. Not answered; forwarded at most once per 3 s and chat.")
    record Typing(Optional<Ref> ref, ChatId chatId) implements Request {}

    /// Renews the access token of the connection.
    @About("Gives a new access token of the same user and device, so that the connection outlives the old one.")
    record Auth(Ref ref, String token) implements Request {}

    /// Asks for a `pong`.
    @About("Asks for a `pong`.")
    record Ping(Optional<Ref> ref) implements Request {}
}
