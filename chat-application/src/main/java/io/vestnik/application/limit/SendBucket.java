package io.vestnik.application.limit;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/// The token bucket of one user with its reservations. Times are nanoseconds of one monotonic clock.
///
/// The bucket is one number: the time at which it will be full. A token that is taken or reserved moves that time on by
/// the interval between two tokens, so a reserved token cannot be taken by another caller, and a reservation that ends
/// unused moves it back. State is guarded by this object's monitor.
final class SendBucket {
    /// Reservations of one user. At a limit of one send a second the last of them is due after 17 minutes; a longer
    /// queue would not be waited for.
    static final int RESERVATIONS_MAX = 1_024;

    /// Reservations of one connection: as many chats as it can have requests waiting.
    static final int PER_HOLDER_MAX = 256;

    /// How long a due token waits for its caller: longer than the slowest usual round trip and a delayed timer of a
    /// browser, short enough that a token without a caller is not missed.
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

    /// What a token is reserved for.
    ///
    /// @param holder a connection, by identity
    record Claim(Object holder, Object purpose) {
        /// Of every call of the user that comes from no connection.
        static final Claim SHARED = new Claim("shared", "shared");
    }

    /// A token that was taken ahead.
    ///
    /// @param due when it may be used
    /// @param end when it is given back if it was not used
    private record Reservation(long due, long end) {}

    SendBucket(int burst, long intervalNanos, SendBuckets.Reserved all, long now) {
        this.burst = burst;
        this.intervalNanos = intervalNanos;
        this.all = all;
        this.fullAt = now;
    }

    /// Whether this bucket was replaced by another one: the caller looks the user up again.
    synchronized boolean dropped() {
        return dropped;
    }

    /// Takes the token that is reserved for a claim, or a free one; otherwise reserves one.
    ///
    /// @return empty when taken; otherwise the pause until it is due, at least `pauseMinNanos`
    synchronized Optional<Duration> take(Claim claim, long pauseMinNanos, long now) {
        endReservations(now);
        boolean free = nextDue(now) <= now;
        Reservation mine = reservations.get(claim);
        if (mine == null && free) {
            spend(now);
            return Optional.empty();
        }
        if (mine != null && (free || mine.due <= now)) {
            // The reserved token was spent when it was reserved; a free one takes its place if it is not due.
            remove(claim);
            return Optional.empty();
        }
        if (mine != null && claim.equals(Claim.SHARED)) {
            // It belongs to the first caller that was refused; this one comes behind all that are reserved.
            return Optional.of(Duration.ofNanos(Math.max(pauseMinNanos, nextDue(now) - now)));
        }
        return Optional.of(reserve(claim, pauseMinNanos, now));
    }

    /// Reserves a token, or keeps the reservation that there is.
    ///
    /// @return the pause until it is due, at least `pauseMinNanos`
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

    /// Gives back all tokens reserved for a holder.
    synchronized void release(Object holder) {
        reservations.keySet().stream()
                .filter(claim -> claim.holder.equals(holder))
                .toList()
                .forEach(claim -> {
                    remove(claim);
                    giveBack();
                });
    }

    /// Forgets everything; this bucket is not used again.
    synchronized void drop() {
        dropped = true;
        all.remove(reservations.size());
        reservations.clear();
        perHolder.clear();
    }

    /// How long until this bucket is as good as a new one.
    synchronized long nanosUntilForgettable(long now) {
        long untilEnd = reservations.isEmpty() ? 0 : Math.max(0, lastEnd - now);
        return Math.max(untilEnd, Math.max(0, fullAt - now)) + burst * intervalNanos;
    }

    synchronized boolean hasReservations() {
        return !reservations.isEmpty();
    }

    /// Whether one more may be reserved; counts it if so.
    private boolean hasRoom(Claim claim) {
        return reservations.size() < RESERVATIONS_MAX
                && perHolder.getOrDefault(claim.holder, 0) < PER_HOLDER_MAX
                && all.add();
    }

    /// When the next token that is neither taken nor reserved is there.
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
