package io.vestnik.memory;

import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// For each item of a chat, the version of its last change. The items are in the order of these versions, so the cost
/// of catching up depends only on the number of changes. Guarded by the chat's lock.
final class ChangeIndex {
    /// An item of a chat that changes as a whole.
    sealed interface Thing {
        /// The chat's own property, which is its title.
        record Self() implements Thing {}

        /// A membership.
        record Membership(UserId userId) implements Thing {}

        /// A message.
        record Post(MessageId id) implements Thing {}
    }

    private final Map<Thing, ChatVersion> lastChange = new HashMap<>();
    private final NavigableMap<ChatVersion, Set<Thing>> changedAt = new TreeMap<>();

    void changed(Thing thing, ChatVersion version) {
        ChatVersion before = lastChange.put(thing, version);
        if (before != null) {
            Set<Thing> earlier = changedAt.getOrDefault(before, Set.of());
            earlier.remove(thing);
            if (earlier.isEmpty()) {
                changedAt.remove(before);
            }
        }
        changedAt.computeIfAbsent(version, v -> new LinkedHashSet<>()).add(thing);
    }

    /// The version at which `thing`, previously passed to [#changed], last changed.
    ChatVersion of(Thing thing) {
        return lastChange.getOrDefault(thing, ChatVersion.NONE);
    }

    /// The items changed after `version`, each at its last version, in version order.
    NavigableMap<ChatVersion, Set<Thing>> after(ChatVersion version) {
        return changedAt.tailMap(version, false);
    }
}
