package io.vestnik.application.account;

import io.vestnik.application.limit.ClientAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A short queue of tasks, in an order that is fair to client networks. Guarded by its owner's lock.
///
/// Networks are served in turns, so the first task of a network waits for at most one task of each other network. All
/// addresses of a /56 together get at most as many turns as [ClientAddress#SHARE_OF_56] single addresses; those of a
/// /48, as [ClientAddress#SHARE_OF_48]. When the queue is full, a new task that is due earlier replaces the task that
/// is due last. So one network may fill the queue, but only as long as no other network needs it.
///
/// Each task has a turn number, as in start-time fair queueing. The number follows the number of the last waiting task
/// of the same network, and is not lower than the number of the task that was polled last. The queue is short, so every
/// call looks at all tasks.
///
/// @param <T> the type of tasks; a task is equal only to itself
final class FairQueue<T> {
    private final int max;
    private final List<Waiting<T>> waiting = new ArrayList<>();
    private long present;

    /// @param max the maximum number of waiting tasks
    FairQueue(int max) {
        this.max = max;
    }

    /// @param turn the turn number; the numbers of successive tasks of one address are [ClientAddress#SHARE_OF_48]
    ///     apart
    private record Waiting<T>(T work, List<ClientAddress> networks, long turn) {}

    /// Adds a task.
    ///
    /// @return the task that has no place: the replaced task, or the new task if the queue is full and no waiting task
    ///     is due later than the new one; empty if the queue had room
    Optional<T> add(T work, ClientAddress address) {
        Waiting<T> added = new Waiting<>(work, address.networks(), turn(address.networks()));
        Optional<T> dropped = Optional.empty();
        if (waiting.size() >= max) {
            Waiting<T> last = last();
            if (last.turn() <= added.turn()) {
                return Optional.of(work);
            }
            waiting.remove(last);
            dropped = Optional.of(last.work());
        }
        waiting.add(added);
        return dropped;
    }

    private long turn(List<ClientAddress> networks) {
        long turn = present;
        for (Waiting<T> earlier : waiting) {
            for (int width = 0;
                    width < Math.min(networks.size(), earlier.networks().size());
                    width++) {
                if (earlier.networks().get(width).equals(networks.get(width))) {
                    turn = Math.max(turn, earlier.turn() + ClientAddress.SHARE_OF_48 / ClientAddress.SHARES.get(width));
                }
            }
        }
        return turn;
    }

    /// The task with the highest turn number. If several tasks have this number, the task that was added last.
    private Waiting<T> last() {
        Waiting<T> last = waiting.getLast();
        for (Waiting<T> other : waiting.reversed()) {
            last = other.turn() > last.turn() ? other : last;
        }
        return last;
    }

    /// Removes and returns the task with the lowest turn number; empty if no task waits.
    Optional<T> poll() {
        Optional<Waiting<T>> next = waiting.stream().min(Comparator.comparingLong(Waiting::turn));
        next.ifPresent(found -> {
            waiting.remove(found);
            present = Math.max(present, found.turn());
        });
        return next.map(Waiting::work);
    }

    /// Removes a task that is not needed any more.
    void remove(T work) {
        waiting.removeIf(each -> each.work().equals(work));
    }

    int size() {
        return waiting.size();
    }

    /// Removes and returns all tasks.
    List<T> clear() {
        List<T> all = waiting.stream().map(Waiting::work).toList();
        waiting.clear();
        return all;
    }
}
