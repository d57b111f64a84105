package io.vestnik.application.live;

import io.vestnik.application.bus.Notification;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.LiveIndex;
import io.vestnik.domain.event.ChatEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notifies the partners of direct chats in which both sides have written: of presence, and of changed names.
final class Presences {
    private static final Logger LOG = LoggerFactory.getLogger(Presences.class);

    private final Hub hub;

    Presences(Hub hub) {
        this.hub = hub;
    }

    /// A connection went live. It gets the presence of the partners; they are notified if it is the user's first.
    void wentLive(Session session) {
        boolean first = session.user.appear();
        EncodedEvent here = online(session.user);
        eachPartner(session.user, (seat, partner) -> {
            session.show(online(partner.user));
            if (first) {
                partner.user.show(here);
            }
        });
    }

    /// A user has had no connection for a while.
    ///
    /// @param since when the last one ended
    void wentAway(LiveUser user, Instant since) {
        if (user.appeared()) {
            EncodedEvent gone = new EncodedEvent(new LiveEvent.Presence(user.id, false, Optional.of(since)));
            eachPartner(user, (seat, partner) -> partner.user.show(gone));
        }
    }

    /// A message may turn the two sides of a direct chat into partners.
    void mayHaveMet(Feed feed, ChatEvent.Versioned event) {
        if (event instanceof ChatEvent.MessagePosted && feed.meet()) {
            feed.seats().stream()
                    .forEach(seat -> feed.partnerOf(seat).ifPresent(partner -> partner.user.show(online(seat.user))));
        }
    }

    /// A user changed their name or username.
    void renamed(Notification.Renamed renamed) {
        EncodedEvent event =
                new EncodedEvent(new LiveEvent.UserState(renamed.userId(), renamed.name(), renamed.username()));
        hub.start("live-renamed", () -> {
            try {
                for (LiveIndex.Snapshot seat : hub.stores().chats().snapshots(renamed.userId())) {
                    if (seat.chat().kind() == ChatKind.DIRECT) {
                        Lane lane = hub.laneOf(seat.chat().id());
                        lane.put(
                                seat.chat().id(),
                                () -> Optional.ofNullable(lane.find(seat.chat().id()))
                                        .ifPresent(feed -> feed.showOthers(renamed.userId(), event)));
                    }
                }
            } catch (StoreUnavailableException e) {
                LOG.warn("event=rename_not_shown user={} cause=\"{}\"", renamed.userId(), e.getMessage());
            }
        });
    }

    private static EncodedEvent online(LiveUser user) {
        return new EncodedEvent(new LiveEvent.Presence(user.id, true, Optional.empty()));
    }

    private void eachPartner(LiveUser user, BiConsumer<Seat, Seat> action) {
        for (Seat seat : user.seats()) {
            if (seat.feed.direct()) {
                hub.laneOf(seat.feed.chatId)
                        .put(
                                seat.feed.chatId,
                                () -> seat.feed.partnerOf(seat).ifPresent(partner -> action.accept(seat, partner)));
            }
        }
    }
}
