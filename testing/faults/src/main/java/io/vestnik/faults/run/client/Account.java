package io.vestnik.faults.run.client;

import io.vestnik.client.ConnectionLostException;
import io.vestnik.client.Session;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import io.vestnik.client.VestnikException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/// A user of a run, with a session on a device of its own. Thread-safe.
public final class Account {
    /// The password of all users.
    static final String PASSWORD = "correct horse battery";

    /// How long before its expiry a token is replaced.
    private static final Duration SPARE = Duration.ofMinutes(2);

    private static final Duration ATTEMPTS_MAX = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final int client;
    private final String email;
    private final VestnikApi anonymous;

    /// Held during a refresh, because each refresh token may be used once.
    private final ReentrantLock lock = new ReentrantLock();

    private volatile Session session;

    private Account(int client, String email, VestnikApi anonymous, Session session) {
        this.client = client;
        this.email = email;
        this.anonymous = anonymous;
        this.session = session;
    }

    /// Registers a user. Repeats the request for up to a minute.
    ///
    /// @param client the number of the client that acts for the user
    static Account register(int client, URI server, Transport transport) {
        VestnikApi anonymous = VestnikApi.at(server, transport);
        String email = "client" + client + "." + UUID.randomUUID() + "@example.org";
        long until = System.nanoTime() + ATTEMPTS_MAX.toNanos();
        while (true) {
            try {
                return new Account(
                        client, email, anonymous, anonymous.registerOrLogin("Client " + client, email, PASSWORD, null));
            } catch (ConnectionLostException | VestnikException e) {
                if (System.nanoTime() > until) {
                    throw e;
                }
                Pause.of(PAUSE);
            }
        }
    }

    /// The number of the client that acts for the user.
    int client() {
        return client;
    }

    String email() {
        return email;
    }

    Session session() {
        return session;
    }

    UUID userId() {
        return session().userId();
    }

    /// The API as this user.
    VestnikApi api() {
        return anonymous.as(this::accessToken);
    }

    /// A token that is valid for at least two more minutes.
    String accessToken() {
        lock.lock();
        try {
            if (session.accessTokenExpiresAt().isBefore(Instant.now().plus(SPARE))) {
                session = anonymous.refresh(session.refreshToken());
            }
            return session.accessToken();
        } finally {
            lock.unlock();
        }
    }

    /// Replaces the tokens.
    void refresh() {
        lock.lock();
        try {
            session = anonymous.refresh(session.refreshToken());
        } finally {
            lock.unlock();
        }
    }
}
