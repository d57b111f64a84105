package io.vestnik.application.live;

import io.vestnik.domain.chat.Member;

/// A connected user's subscription to a feed. Owned by the feed's lane.
final class Seat {
    final LiveUser user;
    final Feed feed;
    /// The user's own newest message, which decides whether a read notification concerns the user.
    long lastSent;
    long readUpTo;
    long allReadUpTo;
    /// The last `allReadUpTo` that was sent to the user.
    long allReadTold;

    Seat(LiveUser user, Feed feed, Member member) {
        this.user = user;
        this.feed = feed;
        raise(member);
    }

    /// Applies newer values; no value ever moves back.
    void raise(Member member) {
        lastSent = Math.max(lastSent, member.lastSent().value());
        readUpTo = Math.max(readUpTo, member.readUpTo().value());
        allReadUpTo = Math.max(allReadUpTo, member.allReadUpTo().value());
    }
}
