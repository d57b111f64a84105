package io.vestnik.application.live;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.domain.event.ChatEvent.Versioned;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Events of a feed that wait for an earlier one, by version; bounded for each feed and over all feeds. Owned by a
/// lane.
final class HeldEvents {
    private final MemoryBudget memory;
    private @Nullable NavigableMap<Long, Versioned> events;

    HeldEvents(MemoryBudget memory) {
        this.memory = memory;
    }

    boolean isEmpty() {
        return events == null;
    }

    /// Holds an event.
    ///
    /// @return whether there was room
    boolean add(Versioned event) {
        NavigableMap<Long, Versioned> held = events == null ? new TreeMap<>() : events;
        long version = event.version().value();
        if (held.containsKey(version)) {
            return true;
        }
        if (held.size() >= LiveSettings.HELD_MAX || !memory.reserve(Weight.of(event))) {
            return false;
        }
        held.put(version, event);
        events = held;
        return true;
    }

    /// Takes the next event if its version is at most `version`.
    Optional<Versioned> takeUpTo(long version) {
        NavigableMap<Long, Versioned> held = events;
        if (held == null || held.firstKey() > version) {
            return Optional.empty();
        }
        Versioned first = held.pollFirstEntry().getValue();
        memory.release(Weight.of(first));
        if (held.isEmpty()) {
            events = null;
        }
        return Optional.of(first);
    }

    /// Releases all events.
    void clear() {
        while (takeUpTo(Long.MAX_VALUE).isPresent()) {
            // Taking an event releases its memory.
        }
    }
}
