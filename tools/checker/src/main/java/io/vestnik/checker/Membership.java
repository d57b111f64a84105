package io.vestnik.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The joins and departures of one chat by version, from the events of all clients, and the versions that each user
/// received. Law 7 is checked at the end, because the event of a departure may be recorded after a leaked event. Not
/// thread-safe.
final class Membership {
    /// By user and version: whether the user became a member, or ceased to be one.
    private final Map<Integer, TreeMap<Long, Boolean>> facts = new HashMap<>();

    private final List<Stay> stays = new ArrayList<>();

    /// Whether an event left its members out, as in a large group. A join may then have been missed.
    private boolean incomplete;

    /// What one connection received of the chat, up to the highest version.
    private record Stay(String who, int user, long version) {}

    void changed(int user, long version, boolean member) {
        facts.computeIfAbsent(user, unused -> new TreeMap<>()).put(version, member);
    }

    void incomplete() {
        incomplete = true;
    }

    void received(String who, int user, long version) {
        stays.add(new Stay(who, user, version));
    }

    void judge(String chat, Breaches breaches) {
        if (incomplete) {
            return;
        }
        for (Stay stay : stays) {
            TreeMap<Long, Boolean> changes = facts.get(stay.user);
            Map.Entry<Long, Boolean> last = changes == null ? null : changes.floorEntry(stay.version);
            if (last != null && !last.getValue() && last.getKey() < stay.version) {
                breaches.add(
                        Law.L7,
                        Breach.LEAKED,
                        stay.who + " " + chat + ": received version " + stay.version + " after leaving at "
                                + last.getKey());
            }
        }
    }
}
