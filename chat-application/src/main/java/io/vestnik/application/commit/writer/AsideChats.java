package io.vestnik.application.commit.writer;

import io.vestnik.application.commit.QueuedChange;
import io.vestnik.domain.chat.ChatId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The chats that are set aside because another transaction has locked their rows, each with its changes in the order
/// in which they were submitted. Guarded by the lock of the [WorkQueue].
final class AsideChats {
    /// The number of failed attempts to take a chat's lock after which the lock is no longer waited for, only polled.
    /// The batch that set the chat aside counts as the first attempt. The usual holder of the lock, another node's
    /// batch or a separate change, ends before the last of these attempts fails.
    private static final int WAITS_MAX = 2;

    private final Map<ChatId, Aside> chats = new LinkedHashMap<>();
    private int changes;
    private long bytes;

    private static final class Aside {
        private final ArrayDeque<QueuedChange> writes = new ArrayDeque<>();
        private final long sinceNanos;
        private int tries;
        private boolean tried;

        Aside(long nowNanos) {
            sinceNanos = nowNanos;
        }
    }

    /// One attempt to commit changes of chats that are set aside.
    ///
    /// @param writes the changes; the changes of each chat are in the order in which they were submitted
    /// @param waitFor the chat whose lock the attempt waits for; empty if it waits for no lock
    record Attempt(List<QueuedChange> writes, Optional<ChatId> waitFor) {}

    boolean isEmpty() {
        return chats.isEmpty();
    }

    boolean holds(ChatId chat) {
        return chats.containsKey(chat);
    }

    /// The number of changes that are set aside, without the changes of a running attempt.
    int changes() {
        return changes;
    }

    /// The size of the changes that are set aside, in bytes, without the changes of a running attempt.
    long bytes() {
        return bytes;
    }

    /// Appends a change to the changes of its chat.
    ///
    /// @param nowNanos the time of the monotonic clock
    void add(QueuedChange write, long nowNanos) {
        chats.computeIfAbsent(write.chatId(), id -> new Aside(nowNanos)).writes.addLast(write);
        changes++;
        bytes += write.bytes();
    }

    /// Puts the changes of an attempt back, before the changes of the same chats that arrived during the attempt.
    ///
    /// @param failed the chats whose locks the attempt tried to take, but did not obtain
    /// @param nowNanos the time of the monotonic clock
    void putBack(List<QueuedChange> writes, Set<ChatId> failed, long nowNanos) {
        for (QueuedChange write : writes.reversed()) {
            chats.computeIfAbsent(write.chatId(), id -> new Aside(nowNanos))
                    .writes
                    .addFirst(write);
            changes++;
            bytes += write.bytes();
        }
        writes.forEach(write -> aside(write).tried = false);
        failed.forEach(chat -> {
            Aside aside = chats.get(chat);
            if (aside != null) {
                aside.tries++;
            }
        });
    }

    private Aside aside(QueuedChange write) {
        return Objects.requireNonNull(chats.get(write.chatId()));
    }

    /// Whether the next attempt should wait for the lock of a chat: whether there is a chat with fewer than
    /// [#WAITS_MAX] failed attempts.
    boolean shouldWaitForLock() {
        return chats.values().stream().anyMatch(aside -> aside.tries < WAITS_MAX);
    }

    /// Takes the changes of the next attempt, within the given bounds. Of each chat whose lock was not obtained before,
    /// takes only one change, to find out whether the lock is free. Takes all changes of the other chats.
    Attempt next(boolean mayWait, int changesMax, long bytesMax) {
        List<QueuedChange> writes = new ArrayList<>();
        Optional<ChatId> waitFor = mayWait ? mostPromising() : Optional.empty();
        long taken =
                waitFor.map(chat -> take(chat, writes, changesMax, bytesMax)).orElse(0L);
        for (Map.Entry<ChatId, Aside> entry : chats.entrySet()) {
            if (!entry.getValue().tried) {
                taken += take(entry.getKey(), writes, changesMax - writes.size(), bytesMax - taken);
            }
        }
        return new Attempt(writes, waitFor);
    }

    private Optional<ChatId> mostPromising() {
        return chats.entrySet().stream()
                .filter(entry -> entry.getValue().tries < WAITS_MAX)
                .min(Comparator.comparingInt(entry -> entry.getValue().tries))
                .map(Map.Entry::getKey);
    }

    private long take(ChatId chat, List<QueuedChange> into, int changesMax, long bytesMax) {
        Aside aside = Objects.requireNonNull(chats.get(chat));
        int atMost = aside.tries == 0 ? changesMax : Math.min(1, changesMax);
        long takenBytes = 0;
        for (int taken = 0; taken < atMost && takenBytes < bytesMax; taken++) {
            QueuedChange write = aside.writes.poll();
            if (write == null) {
                break;
            }
            aside.tried = true;
            changes--;
            bytes -= write.bytes();
            takenBytes += write.bytes();
            into.add(write);
        }
        return takenBytes;
    }

    /// Removes the chats among `tried` that were attempted and not put back: they are no longer set aside.
    ///
    /// @return the changes that arrived for these chats during the attempt
    List<QueuedChange> settle(Collection<ChatId> tried) {
        List<QueuedChange> waiting = new ArrayList<>();
        for (ChatId chat : tried) {
            Aside aside = chats.get(chat);
            if (aside != null && aside.tried) {
                waiting.addAll(remove(chat));
            }
        }
        return waiting;
    }

    /// The chats that have been set aside for at least this long, without the chats of a running attempt.
    ///
    /// @param nowNanos the time of the monotonic clock
    List<ChatId> olderThan(Duration age, long nowNanos) {
        return chats.entrySet().stream()
                .filter(entry -> !entry.getValue().tried && nowNanos - entry.getValue().sinceNanos >= age.toNanos())
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Removes a chat and returns its changes.
    List<QueuedChange> remove(ChatId chat) {
        Aside aside = chats.remove(chat);
        if (aside == null) {
            return List.of();
        }
        changes -= aside.writes.size();
        aside.writes.forEach(write -> bytes -= write.bytes());
        return List.copyOf(aside.writes);
    }

    /// Removes the chats and returns the changes of all of them. Chats that another thread is attempting to commit stay
    /// set aside without changes, so that no later change overtakes the attempt.
    ///
    /// @param ended the chats whose attempt has ended
    List<QueuedChange> removeAll(Set<ChatId> ended) {
        List<QueuedChange> all = new ArrayList<>();
        for (ChatId chat : List.copyOf(chats.keySet())) {
            Aside before = Objects.requireNonNull(chats.get(chat));
            all.addAll(remove(chat));
            if (before.tried && !ended.contains(chat)) {
                before.writes.clear();
                chats.put(chat, before);
            }
        }
        return all;
    }
}
