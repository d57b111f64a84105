package io.vestnik.application.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import io.vestnik.application.BulkLimit;
import io.vestnik.application.RateLimit;
import io.vestnik.application.SendLimit;
import io.vestnik.application.conversation.ChatLimits;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.UserId;
import java.time.Duration;

/// The rate limits, derived from the settings in [Limits]. Each node applies them on its own.
///
/// @param sends by user: sends, edits, deletions, and changes of chats and of the profile
/// @param marks by user: read marks and `typing`
/// @param newChats by user: direct chats and groups
/// @param additions by user: users named as members of groups
/// @param searches by user: searches for users
/// @param requests by address, and by its wider networks: HTTP requests
/// @param registrations by address, and by its wider networks: attempts to open an account
/// @param failedLogins by account, existing or not, and address: failed logins
/// @param failedLoginsFromAddress by address, and by its wider networks: failed logins to all accounts
/// @param failedPasswordsOnDevice by device: wrong passwords of a logged-in user, from all addresses
public record RateLimits(
        SendLimit sends,
        RateLimit<UserId> marks,
        RateLimit<UserId> newChats,
        BulkLimit<UserId> additions,
        RateLimit<UserId> searches,
        RateLimit<ClientAddress> requests,
        RateLimit<ClientAddress> registrations,
        FailureLimit<LoginOrigin> failedLogins,
        FailureLimit<ClientAddress> failedLoginsFromAddress,
        FailureLimit<DeviceId> failedPasswordsOnDevice) {

    /// The number of seconds whose permits may be used in a burst: more than 1, because a client that comes back online
    /// sends its whole queue in a burst.
    private static final int BURST_SECONDS = 2;

    /// The limit on failed logins from one address to all accounts, as a multiple of the limit for one account. It is
    /// more than 1, because several users may share an address. It is low, because an attacker that tries one password
    /// on many accounts may have only one address.
    private static final int ACCOUNTS_PER_ADDRESS = 3;

    /// Creates the limits with the monotonic clock of a runtime, and with as many keys as fit this process's heap.
    public static RateLimits of(Limits limits, NodeRuntime runtime) {
        return of(limits, RememberedKeys.ofHeap(), runtime::nanoTime);
    }

    /// Creates the limits with a given clock and a given number of keys.
    ///
    /// @param keysMax the maximum number of users or addresses that each limit remembers
    public static RateLimits of(Limits limits, int keysMax, Ticker ticker) {
        Kind second = new Kind(BURST_SECONDS, Duration.ofSeconds(1), keysMax, ticker);
        Kind minute = new Kind(1, Duration.ofMinutes(1), keysMax, ticker);
        Kind hour = new Kind(1, Duration.ofHours(1), keysMax, ticker);
        int failures = limits.failedLoginsPerMinute();
        return new RateLimits(
                sends(limits.sendsPerSecond(), keysMax, ticker),
                second.rate(limits.sendsPerSecond() == 0 ? 0 : Limits.MARKS_PER_SECOND),
                hour.rate(limits.newChatsPerHour()),
                hour.bulk(additionsPerHour(limits)),
                minute.rate(limits.searchesPerMinute()),
                second.networkRate(limits.requestsPerSecond()),
                minute.networkRate(limits.registrationsPerMinute()),
                minute.failures(failures),
                minute.networkFailures(failures * ACCOUNTS_PER_ADDRESS),
                minute.failures(failures));
    }

    /// The limits for chats.
    public ChatLimits chats() {
        return new ChatLimits(newChats, additions, sends);
    }

    /// No limits: for embedding applications that limit elsewhere.
    public static RateLimits none() {
        return of(new Limits(0, 0, 0, 0, 0, 0, 0, 0, 0, 0), SystemRuntime.INSTANCE);
    }

    private static SendLimit sends(int rate, int keysMax, Ticker ticker) {
        return rate == 0 ? SendLimit.none() : new SendBuckets(rate * BURST_SECONDS, rate, keysMax, ticker);
    }

    private static int additionsPerHour(Limits limits) {
        return Math.min(limits.newChatsPerHour() * Limits.ADDITIONS_PER_CHAT, Limits.RATE_CEILING);
    }

    /// Makes limits over one period. A rate of 0 is no limit.
    ///
    /// @param burstPeriods the capacity of a bucket in periods
    private record Kind(int burstPeriods, Duration period, int keysMax, Ticker ticker) {
        <K> RateLimit<K> rate(int rate) {
            return rate == 0 ? RateLimit.none() : buckets(rate);
        }

        <K> BulkLimit<K> bulk(int rate) {
            return rate == 0 ? BulkLimit.none() : buckets(rate);
        }

        <K> FailureLimit<K> failures(int rate) {
            return rate == 0 ? FailureLimit.none() : buckets(rate);
        }

        RateLimit<ClientAddress> networkRate(int rate) {
            return rate == 0 ? RateLimit.none() : networkBuckets(rate);
        }

        FailureLimit<ClientAddress> networkFailures(int rate) {
            return rate == 0 ? FailureLimit.none() : networkBuckets(rate);
        }

        private <K> Buckets<K> buckets(int rate) {
            return new Buckets<>(rate * burstPeriods, rate, period, keysMax, ticker);
        }

        private NetworkBuckets networkBuckets(int rate) {
            return new NetworkBuckets(rate * burstPeriods, rate, period, keysMax, ticker);
        }
    }

    /// The account of a login attempt and the address that it comes from.
    public record LoginOrigin(Email email, ClientAddress address) {}
}
