package io.vestnik.application.live.feed;

import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.event.ChatEvent.Versioned;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The newest message of a chat that a feed has delivered, and the latest change of a message. An event that has the id
/// of this message or the version of this change, but different contents, proves that the store has lost what was
/// delivered. Owned by the feed.
final class DeliveredMessages {
    private @Nullable Post newest;
    private @Nullable Change latest;

    private record Post(MessageId id, Instant sentAt) {}

    private record Change(ChatVersion version, MessageId id, Instant at) {}

    /// Records the delivery of a message in its state at `version`.
    void delivered(ChatVersion version, Message message) {
        latest = new Change(version, message.id(), changedAt(message));
        if (newest == null || message.id().isAfter(newest.id())) {
            newest = new Post(message.id(), message.sentAt());
        }
    }

    /// Whether the store cannot have stored both `event` and what was delivered.
    boolean contradicts(Versioned event) {
        return switch (event) {
            case ChatEvent.MessagePosted posted -> contradicts(posted.version(), posted.message());
            case ChatEvent.MessageChanged changed -> contradicts(changed.version(), changed.message());
            case ChatEvent.ChatRetitled retitled -> isLatest(retitled.version());
            case ChatEvent.ChatOpened opened -> isLatest(opened.version());
            case ChatEvent.MembersChanged changed -> isLatest(changed.version());
        };
    }

    private boolean contradicts(ChatVersion version, Message message) {
        boolean otherChange = latest != null
                && isLatest(version)
                && !latest.equals(new Change(version, message.id(), changedAt(message)));
        return otherChange || isOtherPost(message);
    }

    private boolean isLatest(ChatVersion version) {
        return latest != null && latest.version().equals(version);
    }

    /// Whether `message` and the newest delivered message cannot be in one log (law L1): `message` has the same id but
    /// a different time, or a lower id but a later time.
    private boolean isOtherPost(Message message) {
        if (newest == null) {
            return false;
        }
        return message.id().equals(newest.id())
                ? !message.sentAt().equals(newest.sentAt())
                : newest.id().isAfter(message.id()) && message.sentAt().isAfter(newest.sentAt());
    }

    private static Instant changedAt(Message message) {
        return message.deletedAt().or(message::editedAt).orElse(message.sentAt());
    }
}
