package io.vestnik.application.live.feed;

import io.vestnik.domain.chat.Member;
import io.vestnik.domain.message.MessageId;

/// A connected user's subscription to a feed, with the marks that were delivered to the user. Owned by the feed's loop.
final class Subscription {
    final Viewer viewer;
    /// The user's own newest message, which decides whether a read notification concerns the user.
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
