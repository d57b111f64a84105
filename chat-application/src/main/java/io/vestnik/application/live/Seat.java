package io.vestnik.application.live;

import io.vestnik.domain.chat.Member;

/// A connected person's place in a feed. Owned by the feed's lane.
final class Seat {
    final LiveUser user;
    final Feed feed;
    /// The person's own newest message, so that news of reading goes to those it concerns.
    long lastSent;
    long readUpTo;
    long allReadUpTo;
    /// The last of these that the person was told.
    long allReadTold;

    Seat(LiveUser user, Feed feed, Member member) {
        this.user = user;
        this.feed = feed;
        raise(member);
    }

    /// Takes over what is newer; nothing here ever moves back.
    void raise(Member member) {
        lastSent = Math.max(lastSent, member.lastSent().value());
        readUpTo = Math.max(readUpTo, member.readUpTo().value());
        allReadUpTo = Math.max(allReadUpTo, member.allReadUpTo().value());
    }
}
