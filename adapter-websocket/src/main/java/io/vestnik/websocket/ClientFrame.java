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

            @About("What becomes of chats that `since` does not list: `send` sends each whole, `skip` none.")
            Optional<Resume.Unlisted> unlisted)
            implements ClientFrame {}

    /// A frame that asks for something.
    sealed interface Request extends ClientFrame {}

    /// Posts a message.
    @About("Posts a message. Answered by `sent` once it is durable; a repeat of `key` is answered with what was"
            + " stored.")
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
    @About("Moves one's read mark; never back, never past the last message. Answered by `ok` with where it is.")
    record Read(Ref ref, ChatId chatId, MessageId upTo) implements Request {}

    /// Tells others that one is typing.
    @About("Says that one is typing. Not answered; passed on once in 3 s for each chat.")
    record Typing(Optional<Ref> ref, ChatId chatId) implements Request {}

    /// Shows a fresh token.
    @About("Shows a fresh access token of the same person and device, so that the connection outlives the old one.")
    record Auth(Ref ref, String token) implements Request {}

    /// Asks for a sign of life.
    @About("Asks for a `pong`.")
    record Ping(Optional<Ref> ref) implements Request {}
}
