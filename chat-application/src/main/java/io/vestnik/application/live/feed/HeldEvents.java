package io.vestnik.application.live.feed;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.event.ChatEvent.Versioned;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The events that a feed holds until earlier events have arrived, by version. Bounded for each feed and over all
/// feeds. Owned by the feed's event loop.
final class HeldEvents {
    /// The maximum number of held events of a feed. Further events are dropped, and later read from the log.
    static final int HELD_MAX = 1_000;

    private final MemoryBudget memory;
    private @Nullable NavigableMap<ChatVersion, Versioned> events;

    HeldEvents(MemoryBudget memory) {
        this.memory = memory;
    }

    boolean isEmpty() {
        return events == null;
    }

    /// Holds an event.
    ///
    /// @return whether the event is held; false if there was no room
    boolean add(Versioned event) {
        NavigableMap<ChatVersion, Versioned> held = events == null ? new TreeMap<>() : events;
        if (held.containsKey(event.version())) {
            return true;
        }
        if (held.size() >= HELD_MAX || !memory.reserve(Weight.of(event))) {
            return false;
        }
        held.put(event.version(), event);
        events = held;
        return true;
    }

    /// Removes and returns the event with the lowest version, if this version is at most `version`.
    Optional<Versioned> takeUpTo(ChatVersion version) {
        NavigableMap<ChatVersion, Versioned> held = events;
        return held == null || held.firstKey().isAfter(version) ? Optional.empty() : Optional.of(takeFirst(held));
    }

    private Versioned takeFirst(NavigableMap<ChatVersion, Versioned> held) {
        Versioned first = held.pollFirstEntry().getValue();
        memory.release(Weight.of(first));
        if (held.isEmpty()) {
            events = null;
        }
        return first;
    }

    /// Releases all events.
    void clear() {
        while (events != null) {
            takeFirst(events);
        }
    }
}
