package io.vestnik.application.limit;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/// The token bucket of one user with its reservations. Times are nanoseconds of one monotonic clock.
///
/// The bucket is one number: the time at which it will be full. Taking or reserving a token moves that time forward by
/// the interval between two tokens, so no other caller can take a reserved token. A reservation that ends unused moves
/// that time back. State is guarded by this object's monitor.
final class SendBucket {
    /// The maximum number of reservations of one user. At a limit of one send per second the last reserved token is due
    /// after 17 minutes; no client waits longer.
    static final int RESERVATIONS_MAX = 1_024;

    /// The maximum number of reservations of one connection, equal to the maximum number of its unanswered requests.
    static final int PER_HOLDER_MAX = 256;

    /// How long a due token waits for its caller: longer than the slowest usual round trip plus a delayed browser
    /// timer, and short enough that an unclaimed token is no loss.
    static final Duration GRACE = Duration.ofSeconds(5);

    private final int burst;
    private final long intervalNanos;
    private final SendBuckets.Reserved all;
    private final Map<Claim, Reservation> reservations = new HashMap<>(0);
    private final Map<Object, Integer> perHolder = new HashMap<>(0);
    private long fullAt;
    /// No reservation ends before this time.
    private long nextEnd = Long.MAX_VALUE;
    /// No reservation ends after this time.
    private long lastEnd = Long.MIN_VALUE;
    private boolean dropped;

    /// The key of a reservation.
    ///
    /// @param holder a connection, compared by identity
    /// @param purpose the chat
    record Claim(Object holder, Object purpose) {
        /// The claim that all calls of the user share if they are made without a connection.
        static final Claim SHARED = new Claim("shared", "shared");
    }

    /// A token that was taken in advance.
    ///
    /// @param due when the token may be used
    /// @param end when the token is returned if it was not used
    private record Reservation(long due, long end) {}

    SendBucket(int burst, long intervalNanos, SendBuckets.Reserved all, long now) {
        this.burst = burst;
        this.intervalNanos = intervalNanos;
        this.all = all;
        this.fullAt = now;
    }

    /// Whether this bucket was dropped from the cache of buckets. The caller then looks up the user's new bucket.
    synchronized boolean dropped() {
        return dropped;
    }

    /// Takes the token that is reserved for a claim, or a free token; otherwise reserves a token.
    ///
    /// @return empty if a token was taken; otherwise the pause until the reserved token is due, at least
    ///     `pauseMinNanos`
    synchronized Optional<Duration> take(Claim claim, long pauseMinNanos, long now) {
        endReservations(now);
        boolean free = nextDue(now) <= now;
        Reservation mine = reservations.get(claim);
        if (mine == null && free) {
            spend(now);
            return Optional.empty();
        }
        if (mine != null && (free || mine.due <= now)) {
            // The reserved token was spent when it was reserved. If it is not due yet, a free token takes its place.
            remove(claim);
            return Optional.empty();
        }
        if (mine != null && claim.equals(Claim.SHARED)) {
            // The shared reservation belongs to the first refused caller. This call has to wait for the first token
            // after all reserved tokens.
            return Optional.of(Duration.ofNanos(Math.max(pauseMinNanos, nextDue(now) - now)));
        }
        return Optional.of(reserve(claim, pauseMinNanos, now));
    }

    /// Reserves a token, or keeps the existing reservation.
    ///
    /// @return the pause until the reserved token is due, at least `pauseMinNanos`
    synchronized Duration reserve(Claim claim, long pauseMinNanos, long now) {
        endReservations(now);
        Reservation mine = reservations.get(claim);
        long due = mine != null ? mine.due : Math.max(now, nextDue(now));
        long pauseNanos = Math.max(due - now, pauseMinNanos);
        if (mine != null || hasRoom(claim)) {
            if (mine == null) {
                spend(now);
                perHolder.merge(claim.holder, 1, Integer::sum);
            }
            long end = now + pauseNanos + GRACE.toNanos();
            reservations.put(claim, new Reservation(due, end));
            nextEnd = Math.min(nextEnd, end);
            lastEnd = Math.max(lastEnd, end);
        }
        return Duration.ofNanos(pauseNanos);
    }

    /// Releases all tokens reserved for a holder.
    synchronized void release(Object holder) {
        reservations.keySet().stream()
                .filter(claim -> claim.holder.equals(holder))
                .toList()
                .forEach(claim -> {
                    remove(claim);
                    giveBack();
                });
    }

    /// Clears all state; this bucket is not used again.
    synchronized void drop() {
        dropped = true;
        all.remove(reservations.size());
        reservations.clear();
        perHolder.clear();
    }

    /// The nanoseconds for which this bucket has to be kept. Afterwards it equals a new bucket.
    synchronized long nanosUntilForgettable(long now) {
        long untilEnd = reservations.isEmpty() ? 0 : Math.max(0, lastEnd - now);
        return Math.max(untilEnd, Math.max(0, fullAt - now)) + burst * intervalNanos;
    }

    synchronized boolean hasReservations() {
        return !reservations.isEmpty();
    }

    /// Whether there is room for another reservation. If so, counts it among the reservations of all users.
    private boolean hasRoom(Claim claim) {
        return reservations.size() < RESERVATIONS_MAX
                && perHolder.getOrDefault(claim.holder, 0) < PER_HOLDER_MAX
                && all.add();
    }

    /// When the next token that is neither taken nor reserved becomes available.
    private long nextDue(long now) {
        return Math.max(fullAt, now) - (burst - 1) * intervalNanos;
    }

    private void spend(long now) {
        fullAt = Math.max(fullAt, now) + intervalNanos;
    }

    private void giveBack() {
        fullAt -= intervalNanos;
    }

    private void endReservations(long now) {
        if (now < nextEnd) {
            return;
        }
        nextEnd = Long.MAX_VALUE;
        Iterator<Map.Entry<Claim, Reservation>> all = reservations.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Claim, Reservation> each = all.next();
            if (each.getValue().end <= now) {
                all.remove();
                removed(each.getKey());
                giveBack();
            } else {
                nextEnd = Math.min(nextEnd, each.getValue().end);
            }
        }
    }

    private void remove(Claim claim) {
        reservations.remove(claim);
        removed(claim);
    }

    private void removed(Claim claim) {
        all.remove(1);
        perHolder.computeIfPresent(claim.holder, (holder, count) -> count == 1 ? null : count - 1);
    }
}
