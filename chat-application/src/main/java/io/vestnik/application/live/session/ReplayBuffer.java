package io.vestnik.application.live.session;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.feed.Weight;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.user.UserId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/// The events for a connection during its replay. Guarded by the connection's monitor.
///
/// Events with a version are kept up to a bound for all chats together. A chat whose event exceeds the bound is
/// replayed again. Of read marks only the latest mark of each chat and user is kept, and of changed names only the
/// latest name of each user. Typing and presence are not kept: typing becomes outdated, and presence is sent anew after
/// the replay. All connections share a memory budget: a chat whose event does not fit into the budget is also replayed
/// again.
final class ReplayBuffer {
    /// The maximum number of kept events with a version, over all chats. The same maximum applies separately to kept
    /// read marks and to kept names. A chat whose event does not fit is replayed again; a read mark or name that does
    /// not fit is dropped.
    private static final int EVENTS_MAX = 1_000;

    private final MemoryBudget memory;
    /// The bytes taken from `memory`.
    private long bytes;
    private boolean discarded;
    private final Queue<EncodedEvent> events = new ArrayDeque<>(0);
    private final Set<ChatId> overflowed = new LinkedHashSet<>(0);
    private final Map<Reader, EncodedEvent> marks = new LinkedHashMap<>(0);
    private final Map<ChatId, EncodedEvent> allRead = new LinkedHashMap<>(0);
    private final Map<UserId, EncodedEvent> names = new LinkedHashMap<>(0);

    /// @param memory the budget of collected events of all connections
    ReplayBuffer(MemoryBudget memory) {
        this.memory = memory;
    }

    private record Reader(ChatId chatId, UserId userId) {}

    void add(EncodedEvent event) {
        if (discarded) {
            return;
        }
        Optional<EventPosition> position = EventPosition.of(event.event());
        if (position.isPresent()) {
            if (event.event() instanceof LiveEvent.Removal) {
                forgetMarks(position.get().chatId());
            }
            add(event, position.get().chatId());
        } else if (event.event() instanceof LiveEvent.AllReadMark mark) {
            if (allRead.put(mark.chatId(), event) == null) {
                // There is at most one all-read mark for each chat, and it is never dropped.
                memory.reserveAnyway(Weight.SMALL);
                bytes += Weight.SMALL;
            }
        } else if (event.event() instanceof LiveEvent.ReadMark mark) {
            keepLatest(event, new Reader(mark.chatId(), mark.userId()), marks);
        } else if (event.event() instanceof LiveEvent.UserState user) {
            keepLatest(event, user.userId(), names);
        }
    }

    private <K> void keepLatest(EncodedEvent event, K key, Map<K, EncodedEvent> latest) {
        if (latest.replace(key, event) == null && latest.size() < EVENTS_MAX && memory.reserve(Weight.SMALL)) {
            bytes += Weight.SMALL;
            latest.put(key, event);
        }
    }

    /// Drops the marks of a chat that the user has left. If they stayed, they would be delivered after the removal of
    /// the chat, but no event of a chat may follow its removal.
    private void forgetMarks(ChatId chatId) {
        int before = marks.size() + allRead.size();
        marks.keySet().removeIf(reader -> reader.chatId().equals(chatId));
        allRead.remove(chatId);
        release((long) (before - marks.size() - allRead.size()) * Weight.SMALL);
    }

    private void release(long released) {
        bytes -= released;
        memory.release(released);
    }

    private void add(EncodedEvent event, ChatId chatId) {
        if (overflowed.contains(chatId)) {
            return;
        }
        long weight = Weight.of(event.event());
        if (events.size() >= EVENTS_MAX || !memory.reserve(weight)) {
            overflowed.add(chatId);
            forgetEvents(chatId);
        } else {
            bytes += weight;
            events.add(event);
        }
    }

    private void forgetEvents(ChatId chatId) {
        for (Iterator<EncodedEvent> kept = events.iterator(); kept.hasNext(); ) {
            LiveEvent event = kept.next().event();
            if (EventPosition.of(event).filter(p -> p.chatId().equals(chatId)).isPresent()) {
                kept.remove();
                release(Weight.of(event));
            }
        }
    }

    /// Releases all events. From now on no event is kept.
    void discard() {
        discarded = true;
        events.clear();
        marks.clear();
        allRead.clear();
        names.clear();
        release(bytes);
    }

    boolean hasOverflowed() {
        return !overflowed.isEmpty();
    }

    /// Returns the chats that must be replayed again, in the order in which they overflowed, and starts to collect
    /// their events anew.
    Set<ChatId> takeOverflowed() {
        Set<ChatId> taken = new LinkedHashSet<>(overflowed);
        overflowed.clear();
        return taken;
    }

    /// Returns all kept events: first the events with a version, in the order of their arrival, then the marks, then
    /// the names.
    List<EncodedEvent> inOrder() {
        List<EncodedEvent> all = new ArrayList<>(events);
        all.addAll(marks.values());
        all.addAll(allRead.values());
        all.addAll(names.values());
        return all;
    }
}
