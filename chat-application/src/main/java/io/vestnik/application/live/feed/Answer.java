package io.vestnik.application.live.feed;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.user.UserId;

/// An answer to a request that waits until a feed has delivered a version: of the chat, or of its marks.
///
/// The feed calls all methods on its event loop. Only the first call of a `give` method has an effect.
public interface Answer {
    /// The user who made the request.
    UserId userId();

    /// The connection that gets the answer.
    Flushable receiver();

    /// Whether the answer takes the place of this event on its connection. The event has the version for which the
    /// answer waits.
    default boolean replaces(LiveEvent event) {
        return false;
    }

    /// Gives the answer: the version was delivered, or is being delivered to the connection.
    ///
    /// @return whether this call gave it
    boolean give();

    /// Gives the answer after the version was delivered without it.
    default void giveLate() {
        boolean unused = give();
    }

    /// Whether the answer moves the client's cursor of the chat, so that the chat itself has to come first. Such an
    /// answer waits until its user is subscribed.
    default boolean movesCursor() {
        return false;
    }

    /// Gives the answer to a user who gets no events of the chat.
    default void giveUnsubscribed() {
        boolean unused = give();
    }
}
