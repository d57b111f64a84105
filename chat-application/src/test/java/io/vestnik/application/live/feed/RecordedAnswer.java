package io.vestnik.application.live.feed;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.user.UserId;

/// An answer that records how it was given.
class RecordedAnswer implements Answer {
    private final UserId userId;
    private final Flushable receiver;
    private String given = "";

    RecordedAnswer(UserId userId, Flushable receiver) {
        this.userId = userId;
        this.receiver = receiver;
    }

    /// An answer that takes the place of its event and moves the cursor.
    static RecordedAnswer first(UserId userId, Flushable receiver) {
        return new RecordedAnswer(userId, receiver) {
            @Override
            public boolean replaces(LiveEvent event) {
                return true;
            }

            @Override
            public boolean movesCursor() {
                return true;
            }
        };
    }

    String given() {
        return given;
    }

    private boolean record(String how) {
        boolean now = given.isEmpty();
        given += given.isEmpty() ? how : "";
        return now;
    }

    @Override
    public UserId userId() {
        return userId;
    }

    @Override
    public Flushable receiver() {
        return receiver;
    }

    @Override
    public boolean give() {
        return record("given");
    }

    @Override
    public void giveLate() {
        boolean unused = record("late");
    }

    @Override
    public void giveUnsubscribed() {
        boolean unused = record("unsubscribed");
    }
}
