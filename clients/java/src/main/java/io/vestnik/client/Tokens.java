package io.vestnik.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Keeps a user logged in: refreshes the access token before it expires. One refresh runs at a time.
///
/// A refresh whose answer was lost is retried with the same token. The server accepts the token until its successor is
/// used. Thread-safe; callers wait for a refresh in progress.
public final class Tokens {
    private static final int EXPIRY_FRACTION = 5;
    private static final Duration MARGIN_MAX = Duration.ofSeconds(60);

    private final VestnikApi api;
    private final Clock clock;
    private final Consumer<Session> changed;
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile Session session;
    private volatile Instant renewAt;

    /// @param api the API without authentication, used for refreshes
    /// @param changed receives each new session before its tokens are used, so that the session can be stored
    public Tokens(VestnikApi api, Session session, Clock clock, Consumer<Session> changed) {
        this.api = api;
        this.clock = clock;
        this.changed = changed;
        this.session = session;
        this.renewAt = renewal(session);
    }

    /// The current session.
    public Session session() {
        return session;
    }

    /// An access token that is valid now; refreshed if necessary.
    ///
    /// @throws VestnikException if the device is logged out for good (`token_reused` and similar codes)
    public String accessToken() {
        return clock.instant().isBefore(renewAt)
                ? session.accessToken()
                : refresh(session).accessToken();
    }

    /// The time from which on the access token is renewed.
    public Instant renewAt() {
        return renewAt;
    }

    /// Replaces a session whose access token the server refused, or which expires soon. Does nothing if another caller
    /// has already replaced the session.
    ///
    /// @return the current session
    public Session refresh(Session refused) {
        refreshing.lock();
        try {
            if (session.equals(refused)) {
                Session next = api.refresh(refused.refreshToken());
                if (!next.userId().equals(refused.userId()) || !next.deviceId().equals(refused.deviceId())) {
                    // A session of another device must not replace the current one, which may still be valid.
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

    /// The time at which the access token of a session is to be renewed: one fifth of the token's remaining life before
    /// its expiry, but at most a minute before.
    private Instant renewal(Session of) {
        Duration life = Duration.between(clock.instant(), of.accessTokenExpiresAt());
        Duration part = life.dividedBy(EXPIRY_FRACTION);
        return of.accessTokenExpiresAt().minus(part.compareTo(MARGIN_MAX) > 0 ? MARGIN_MAX : part);
    }
}
