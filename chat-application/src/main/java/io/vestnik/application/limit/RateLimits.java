package io.vestnik.application.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import io.vestnik.application.BulkLimit;
import io.vestnik.application.RateLimit;
import io.vestnik.application.SendLimit;
import io.vestnik.application.conversation.ChatLimits;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.UserId;
import java.time.Duration;

/// The limits on how often, each made of the setting of the same name in [Limits]. They hold for each node by itself.
///
/// @param sends by user: sends, edits, deletions and changes of chats
/// @param marks by user: read marks and `typing`
/// @param newChats by user: direct chats and groups
/// @param additions by user: users named as members of groups
/// @param searches by user
/// @param requests by address
/// @param registrations by address, and by its wider networks
/// @param failedLogins by account and address, known or not
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

    /// A burst is twice what a second gives: a client that comes back online empties its queue at once.
    private static final int BURST_SECONDS = 2;

    /// Some users share an address; an attacker that tries one password on many accounts has one.
    private static final int ACCOUNTS_PER_ADDRESS = 3;

    /// By the clock of this machine.
    public static RateLimits of(Limits limits) {
        return of(limits, Ticker.systemTicker());
    }

    /// By another clock.
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

    /// What chats need of these.
    public ChatLimits chats() {
        return new ChatLimits(newChats, additions, sends);
    }

    /// None at all: for those who embed and limit elsewhere.
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

    /// Which account somebody tries to get into, and from where.
    public record LoginOrigin(Email email, ClientAddress address) {}
}
