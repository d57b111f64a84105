package io.vestnik.application.limit;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import io.vestnik.application.SendLimit;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// One [SendBucket] per user, kept in memory; a bounded number of users and at most 65,536 reservations.
///
/// A full bucket without reservations is dropped, which changes nothing, because a new bucket is full.
final class SendBuckets implements SendLimit {
    /// The maximum number of reservations of all users together. They take about 10 MB, and suffice for 64 users with
    /// [SendBucket#RESERVATIONS_MAX] reservations each.
    static final int RESERVATIONS_MAX = 65_536;

    private final Ticker ticker;
    private final long origin;
    private final Reserved reserved;
    private final LoadingCache<UserId, SendBucket> buckets;

    /// @param burst the capacity of a bucket in sends
    /// @param perSecond how many permits return in a second, evenly spread
    /// @param usersMax the maximum number of users to remember
    SendBuckets(int burst, int perSecond, int usersMax, Ticker ticker) {
        this(burst, perSecond, usersMax, RESERVATIONS_MAX, ticker);
    }

    SendBuckets(int burst, int perSecond, int usersMax, int reservationsMax, Ticker ticker) {
        this.ticker = ticker;
        this.origin = ticker.read();
        this.reserved = new Reserved(reservationsMax);
        long intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(usersMax)
                .expireAfter(Expiry.<UserId, SendBucket>accessing(
                        (user, bucket) -> Duration.ofNanos(bucket.nanosUntilForgettable(now()))))
                .ticker(ticker)
                .executor(Runnable::run)
                .removalListener((user, bucket, cause) -> {
                    if (bucket != null) {
                        bucket.drop();
                    }
                })
                .build(user -> new SendBucket(burst, intervalNanos, reserved, now()));
    }

    private long now() {
        return ticker.read() - origin;
    }

    private <T> T in(UserId user, Function<SendBucket, T> call) {
        while (true) {
            SendBucket bucket = buckets.get(user);
            T result;
            synchronized (bucket) {
                if (bucket.dropped()) {
                    continue;
                }
                result = call.apply(bucket);
            }
            if (bucket.hasReservations()) {
                // The call may have made a reservation, so the bucket has to be kept longer. Reading its entry again
                // computes the retention time anew.
                SendBucket unused = buckets.getIfPresent(user);
            }
            return result;
        }
    }

    @Override
    public Optional<Duration> take(UserId user) {
        return take(user, SendBucket.Claim.SHARED);
    }

    private Optional<Duration> take(UserId user, SendBucket.Claim claim) {
        return in(user, bucket -> bucket.take(claim, PAUSE_MIN.toNanos(), now()));
    }

    /// The number of open reservations.
    int reserved() {
        return reserved.count();
    }

    /// Counts the reservations of all users.
    static final class Reserved {
        private final int max;
        private final AtomicInteger count = new AtomicInteger();

        Reserved(int max) {
            this.max = max;
        }

        int count() {
            return count.get();
        }

        /// Counts one more reservation if the bound allows it.
        ///
        /// @return false if there are too many reservations
        boolean add() {
            if (count.incrementAndGet() > max) {
                count.decrementAndGet();
                return false;
            }
            return true;
        }

        void remove(int removed) {
            count.addAndGet(-removed);
        }
    }

    @Override
    public Reservations reservations(UserId user) {
        return new OfConnection(user);
    }

    /// The reservations of one connection. After the connection has closed, its calls use the shared reservation of the
    /// user.
    private final class OfConnection implements Reservations {
        private final UserId user;
        private volatile boolean closed;

        OfConnection(UserId user) {
            this.user = user;
        }

        private SendBucket.Claim claim(ChatId chatId) {
            return closed ? SendBucket.Claim.SHARED : new SendBucket.Claim(this, chatId);
        }

        @Override
        public Optional<Duration> take(ChatId chatId) {
            return SendBuckets.this.take(user, claim(chatId));
        }

        @Override
        public Duration reserve(ChatId chatId, Duration pauseMin) {
            return in(user, bucket -> bucket.reserve(claim(chatId), pauseMin.toNanos(), now()));
        }

        @Override
        public void close() {
            closed = true;
            SendBucket bucket = buckets.getIfPresent(user);
            if (bucket != null) {
                bucket.release(this);
            }
        }
    }
}
