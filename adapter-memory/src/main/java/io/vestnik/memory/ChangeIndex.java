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
    sealed interface Item {
        /// The title of the chat.
        record Title() implements Item {}

        /// A membership.
        record Membership(UserId userId) implements Item {}

        /// A message.
        record Post(MessageId id) implements Item {}
    }

    private final Map<Item, ChatVersion> lastChange = new HashMap<>();
    private final NavigableMap<ChatVersion, Set<Item>> changedAt = new TreeMap<>();

    void changed(Item item, ChatVersion version) {
        ChatVersion before = lastChange.put(item, version);
        if (before != null) {
            Set<Item> earlier = changedAt.getOrDefault(before, Set.of());
            earlier.remove(item);
            if (earlier.isEmpty()) {
                changedAt.remove(before);
            }
        }
        changedAt.computeIfAbsent(version, v -> new LinkedHashSet<>()).add(item);
    }

    /// The version at which `item`, previously passed to [#changed], last changed.
    ChatVersion of(Item item) {
        return lastChange.getOrDefault(item, ChatVersion.NONE);
    }

    /// The items changed after `version`, each at its last version, in version order.
    NavigableMap<ChatVersion, Set<Item>> after(ChatVersion version) {
        return changedAt.tailMap(version, false);
    }
}
