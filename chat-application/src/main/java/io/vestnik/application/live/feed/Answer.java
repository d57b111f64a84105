package io.vestnik.application.live.feed;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.user.UserId;

/// An answer to a client's request. The answer waits until a feed has delivered a certain version of the chat, or a
/// certain marks version.
///
/// The feed calls all methods on its event loop. Only the first call of [#give], [#giveLate] or [#giveUnsubscribed] has
/// an effect.
public interface Answer {
    /// The user who made the request.
    UserId userId();

    /// The connection that gets the answer.
    Flushable receiver();

    /// Whether the answer takes the place of `event` on the connection of the request. The event has the version for
    /// which the answer waits.
    default boolean replaces(LiveEvent event) {
        return false;
    }

    /// Gives the answer. The version for which it waits was delivered to the connection before, or is being delivered
    /// by the caller.
    ///
    /// @return whether this call gave the answer
    boolean give();

    /// Gives the answer although its version was delivered before, so that the answer cannot take the place of the
    /// event.
    default void giveLate() {
        boolean unused = give();
    }

    /// Whether the answer moves the client's cursor of the chat. Such an answer waits until its user is subscribed,
    /// because the client must have a snapshot of the chat first.
    default boolean movesCursor() {
        return false;
    }

    /// Gives the answer to a user who gets no events of the chat.
    default void giveUnsubscribed() {
        boolean unused = give();
    }
}
