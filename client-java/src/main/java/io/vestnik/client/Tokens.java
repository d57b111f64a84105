package io.vestnik.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Keeps a user signed in: refreshes the access token before it expires, one refresh at a time.
///
/// A refresh whose answer was lost is repeated with the same token, which the server answers with the same successor.
/// Safe for many threads; a caller that asks while a refresh is under way waits for it.
public final class Tokens {
    private static final int EXPIRY_FRACTION = 5;
    private static final Duration MARGIN_MAX = Duration.ofSeconds(60);

    private final VestnikApi api;
    private final Clock clock;
    private final Consumer<Session> changed;
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile Session session;
    private volatile Instant renewAt;

    /// @param api does not need an access token
    /// @param changed receives every successor, to keep it where it survives a restart; called before it is used
    public Tokens(VestnikApi api, Session session, Clock clock, Consumer<Session> changed) {
        this.api = api;
        this.clock = clock;
        this.changed = changed;
        this.session = session;
        this.renewAt = renewal(session);
    }

    /// The session as it stands.
    public Session session() {
        return session;
    }

    /// An access token that is good for a while.
    ///
    /// @throws VestnikException `token_reused` and the like: signed out for good
    public String accessToken() {
        return clock.instant().isBefore(renewAt)
                ? session.accessToken()
                : refresh(session).accessToken();
    }

    /// When the access token ought to be replaced.
    public Instant renewAt() {
        return renewAt;
    }

    /// Replaces a session that the server no longer takes, unless another caller has just done it.
    public Session refresh(Session refused) {
        refreshing.lock();
        try {
            if (session.equals(refused)) {
                Session next = api.refresh(refused.refreshToken());
                if (!next.userId().equals(refused.userId()) || !next.deviceId().equals(refused.deviceId())) {
                    // It must not take the place of the session, which may still be good.
                    throw new ConnectionLostException(
                            "the refresh was answered with the session of another device", null);
                }
                changed.accept(next);
                renewAt = renewal(next);
                session = next;
            }
            return session;
        } finally {
            refreshing.unlock();
        }
    }

    /// A fifth of its life before the end, at most a minute.
    private Instant renewal(Session of) {
        Duration life = Duration.between(clock.instant(), of.accessTokenExpiresAt());
        Duration part = life.dividedBy(EXPIRY_FRACTION);
        return of.accessTokenExpiresAt().minus(part.compareTo(MARGIN_MAX) > 0 ? MARGIN_MAX : part);
    }
}
