package io.vestnik.application.live;

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

/// The seats of a feed in the order in which they were taken, at most one per user. Owned by the feed's lane.
///
/// Most feeds have few seats, kept in a list. A larger one has an index, so that the cost of finding a seat does not
/// depend on their number.
final class Seats {
    /// Up to this number, scanning is as fast as an index and takes a tenth of the memory.
    private static final int LISTED_MAX = 16;

    private final List<Seat> listed = new ArrayList<>(2);
    private @Nullable Map<UserId, Seat> indexed;

    @Nullable
    Seat find(UserId userId) {
        if (indexed != null) {
            return indexed.get(userId);
        }
        for (Seat seat : listed) {
            if (seat.user.id.equals(userId)) {
                return seat;
            }
        }
        return null;
    }

    /// Adds the seat of a user who has none.
    void add(Seat seat) {
        if (indexed == null && listed.size() == LISTED_MAX) {
            indexed = new LinkedHashMap<>();
            for (Seat present : listed) {
                indexed.put(present.user.id, present);
            }
            listed.clear();
        }
        if (indexed == null) {
            listed.add(seat);
        } else {
            indexed.put(seat.user.id, seat);
        }
    }

    void remove(Seat seat) {
        if (indexed == null) {
            listed.remove(seat);
        } else {
            indexed.remove(seat.user.id, seat);
        }
    }

    boolean isEmpty() {
        return all().isEmpty();
    }

    Stream<Seat> stream() {
        return all().stream();
    }

    Set<UserId> users() {
        return stream().map(seat -> seat.user.id).collect(Collectors.toSet());
    }

    /// Runs an action for each seat, and another one after each slice of seats.
    ///
    /// @param connections of the users of a slice, at least
    void forEach(Consumer<Seat> action, int connections, Runnable between) {
        int done = 0;
        for (Seat seat : all()) {
            action.accept(seat);
            done += Math.max(1, seat.user.sessions().length);
            if (done >= connections) {
                done = 0;
                between.run();
            }
        }
    }

    private Collection<Seat> all() {
        return indexed == null ? listed : indexed.values();
    }
}
