package io.vestnik.application.live.feed;

import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The subscriptions to a feed in the order in which they were added, at most one per user. Owned by the feed's loop.
///
/// Most feeds have few subscriptions, kept in a list. A feed with more subscriptions has an index, so that the cost of
/// finding a subscription does not depend on their number.
final class Subscriptions {
    /// The maximum number of subscriptions in a list. Up to this number, searching the list is as fast as searching an
    /// index, and the list takes a tenth of the memory.
    private static final int LISTED_MAX = 16;

    private final List<Subscription> listed = new ArrayList<>(2);
    private @Nullable Map<UserId, Subscription> indexed;

    @Nullable
    Subscription find(UserId userId) {
        if (indexed != null) {
            return indexed.get(userId);
        }
        for (Subscription subscription : listed) {
            if (subscription.viewer.id().equals(userId)) {
                return subscription;
            }
        }
        return null;
    }

    /// Adds the subscription of a user who has none.
    void add(Subscription subscription) {
        if (indexed == null && listed.size() == LISTED_MAX) {
            indexed = new LinkedHashMap<>();
            for (Subscription present : listed) {
                indexed.put(present.viewer.id(), present);
            }
            listed.clear();
        }
        if (indexed == null) {
            listed.add(subscription);
        } else {
            indexed.put(subscription.viewer.id(), subscription);
        }
    }

    void remove(Subscription subscription) {
        if (indexed == null) {
            listed.remove(subscription);
        } else {
            indexed.remove(subscription.viewer.id(), subscription);
        }
    }

    boolean isEmpty() {
        return all().isEmpty();
    }

    Stream<Subscription> stream() {
        return all().stream();
    }

    Set<UserId> users() {
        return stream().map(subscription -> subscription.viewer.id()).collect(Collectors.toSet());
    }

    /// Runs an action for each subscription, and another action after each slice of subscriptions.
    ///
    /// @param connections the minimum number of connections that the users of a slice have together, except in the last
    ///     slice
    void forEach(Consumer<Subscription> action, int connections, Runnable between) {
        int done = 0;
        for (Subscription subscription : all()) {
            action.accept(subscription);
            done += Math.max(1, subscription.viewer.connections());
            if (done >= connections) {
                done = 0;
                between.run();
            }
        }
    }

    private Collection<Subscription> all() {
        return indexed == null ? listed : indexed.values();
    }
}
