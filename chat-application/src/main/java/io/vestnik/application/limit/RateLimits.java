package io.vestnik.application.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import io.vestnik.application.BulkLimit;
import io.vestnik.application.RateLimit;
import io.vestnik.application.SendLimit;
import io.vestnik.application.conversation.ChatLimits;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.UserId;
import java.time.Duration;

/// The rate limits, each derived from the setting of the same name in [Limits]. Each node applies them on its own.
///
/// @param sends by user: sends, edits, deletions and changes of chats
/// @param marks by user: read marks and `typing`
/// @param newChats by user: direct chats and groups
/// @param additions by user: users named as members of groups
/// @param searches by user
/// @param requests by address
/// @param registrations by address, and by its wider networks
/// @param failedLogins by account, existing or not, and address
/// @param failedLoginsFromAddress by address, and by its wider networks
public record RateLimits(
        SendLimit sends,
        RateLimit<UserId> marks,
        RateLimit<UserId> newChats,
        BulkLimit<UserId> additions,
        RateLimit<UserId> searches,
        RateLimit<ClientAddress> requests,
        RateLimit<ClientAddress> registrations,
        FailureLimit<LoginOrigin> failedLogins,
        FailureLimit<ClientAddress> failedLoginsFromAddress) {

    /// A burst is twice the rate per second: a client that comes back online sends its whole queue at once.
    private static final int BURST_SECONDS = 2;

    /// Some users share an address; an attacker that tries one password on many accounts has one.
    private static final int ACCOUNTS_PER_ADDRESS = 3;

    /// The limits with this machine's clock.
    public static RateLimits of(Limits limits) {
        return of(limits, Ticker.systemTicker());
    }

    /// The limits with another clock.
    public static RateLimits of(Limits limits, Ticker ticker) {
        return new RateLimits(
                sends(limits.sendsPerSecond(), ticker),
                perSecond(limits.sendsPerSecond() == 0 ? 0 : Limits.MARKS_PER_SECOND, ticker),
                rate(limits.newChatsPerHour(), Duration.ofHours(1), ticker),
                bulk(additionsPerHour(limits), Duration.ofHours(1), ticker),
                rate(limits.searchesPerMinute(), Duration.ofMinutes(1), ticker),
                perSecond(limits.requestsPerSecond(), ticker),
                registrations(limits.registrationsPerMinute(), ticker),
                failures(limits.failedLoginsPerMinute(), ticker),
                failuresFromAddress(limits.failedLoginsPerMinute() * ACCOUNTS_PER_ADDRESS, ticker));
    }

    /// The limits for chats.
    public ChatLimits chats() {
        return new ChatLimits(newChats, additions, sends);
    }

    /// No limits: for embedding applications that limit elsewhere.
    public static RateLimits none() {
        return of(new Limits(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    private static SendLimit sends(int rate, Ticker ticker) {
        return rate == 0 ? SendLimit.none() : new SendBuckets(rate * BURST_SECONDS, rate, ticker);
    }

    private static <K> RateLimit<K> perSecond(int rate, Ticker ticker) {
        return rate == 0 ? RateLimit.none() : new Buckets<>(rate * BURST_SECONDS, rate, Duration.ofSeconds(1), ticker);
    }

    private static <K> RateLimit<K> rate(int rate, Duration period, Ticker ticker) {
        return rate == 0 ? RateLimit.none() : new Buckets<>(rate, rate, period, ticker);
    }

    private static <K> BulkLimit<K> bulk(int rate, Duration period, Ticker ticker) {
        return rate == 0 ? BulkLimit.none() : new Buckets<>(rate, rate, period, ticker);
    }

    private static int additionsPerHour(Limits limits) {
        return Math.min(limits.newChatsPerHour() * Limits.ADDITIONS_PER_CHAT, Limits.RATE_CEILING);
    }

    private static RateLimit<ClientAddress> registrations(int rate, Ticker ticker) {
        return rate == 0 ? RateLimit.none() : new NetworkBuckets(rate, Duration.ofMinutes(1), ticker);
    }

    private static FailureLimit<ClientAddress> failuresFromAddress(int rate, Ticker ticker) {
        return rate == 0 ? FailureLimit.none() : new NetworkBuckets(rate, Duration.ofMinutes(1), ticker);
    }

    private static <K> FailureLimit<K> failures(int rate, Ticker ticker) {
        return rate == 0 ? FailureLimit.none() : new Buckets<>(rate, rate, Duration.ofMinutes(1), ticker);
    }

    /// The account of a login attempt and the address that it comes from.
    public record LoginOrigin(Email email, ClientAddress address) {}
}
