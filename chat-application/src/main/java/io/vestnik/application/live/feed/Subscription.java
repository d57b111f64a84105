package io.vestnik.application.live.feed;

import io.vestnik.domain.chat.Member;
import io.vestnik.domain.message.MessageId;

/// A connected user's subscription to a feed, with the marks that were delivered to the user. Owned by the feed's loop.
final class Subscription {
    final Viewer viewer;
    /// The newest message of the user. Another member's read is reported to the user only if this message is after that
    /// member's previous read mark.
    MessageId lastSent = MessageId.NONE;
    MessageId readUpTo = MessageId.NONE;
    MessageId allReadUpTo = MessageId.NONE;
    /// The last `allReadUpTo` that was sent to the user.
    MessageId allReadSent = MessageId.NONE;

    Subscription(Viewer viewer, Member member) {
        this.viewer = viewer;
        lastSent = member.lastSent();
        readUpTo = member.readUpTo();
        allReadUpTo = member.allReadUpTo();
    }

    /// Whether this subscription belongs to this very [Viewer]. A user who connects again later has another viewer.
    @SuppressWarnings("ReferenceEquality") // A user who connects again later has another viewer.
    boolean isOf(Viewer stay) {
        return viewer == stay;
    }
}
