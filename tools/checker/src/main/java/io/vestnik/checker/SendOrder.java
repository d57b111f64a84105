package io.vestnik.checker;

import java.util.TreeSet;

/// Checks law 9 for one chat on one connection: sends take effect in the order of their first attempts.
///
/// A send that the server refused loses its position: a client may begin other sends after it has received the refusal,
/// and the protocol then permits that they take effect first. A send that was begun before the refusal arrived may not
/// overtake. Not thread-safe.
final class SendOrder {
    /// The position of a refusal that did not happen.
    static final long NEVER = Long.MAX_VALUE;

    /// The position of a refusal for good: a repeat has no order to keep.
    static final long ALWAYS = 0;

    private final TreeSet<Long> waiting = new TreeSet<>();

    /// The sends that took effect while an earlier one waited.
    private final TreeSet<Long> ahead = new TreeSet<>();

    private long next;

    /// Records a first attempt, and returns its position.
    long begin() {
        waiting.add(next);
        return next++;
    }

    /// Records the repeat of a refused send, and returns its position.
    long repeat() {
        return next++;
    }

    /// The position of the next attempt.
    long next() {
        return next;
    }

    /// Records that a send took effect on this connection.
    ///
    /// @param position the position of its first attempt
    /// @param repeatedAt the position of its last repeat after a refusal; `position` = not refused
    /// @param refusedAt the value of [#next] when its first refusal arrived; [#NEVER] = not refused
    /// @return false if a later send took effect before
    boolean tookEffect(long position, long repeatedAt, long refusedAt) {
        Long later = ahead.higher(position);
        boolean inOrder = later == null || later >= refusedAt;
        ahead.add(repeatedAt);
        leave(position);
        return inOrder;
    }

    /// Records that a send takes no effect on this connection any more.
    void leave(long position) {
        waiting.remove(position);
        if (waiting.isEmpty()) {
            ahead.clear();
        } else {
            ahead.headSet(waiting.first()).clear();
        }
    }
}
