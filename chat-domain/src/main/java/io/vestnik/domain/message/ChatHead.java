package io.vestnik.domain.message;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import java.time.Instant;

/// The end of a chat's log, after which the next message is placed. Read under the chat's lock.
///
/// @param lastSentAt when the last message was sent; if there is none, when the chat was created
/// @param open whether messages may be sent; a direct chat is closed once the account of one of its users is deleted
public record ChatHead(ChatId chatId, ChatVersion version, MessageId last, Instant lastSentAt, boolean open) {

    /// The head after one more message, sent when the store's clock showed `now`.
    ///
    /// If the clock was set back, the time of the previous message is used again, so `sentAt` never decreases (law L1).
    public ChatHead posted(Instant now) {
        return new ChatHead(chatId, version.next(), last.next(), now.isAfter(lastSentAt) ? now : lastSentAt, open);
    }

    /// The head after an edit or a deletion.
    public ChatHead changed() {
        return new ChatHead(chatId, version.next(), last, lastSentAt, open);
    }
}
