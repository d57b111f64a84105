package io.vestnik.load;

import io.vestnik.client.ConnectionLostException;
import io.vestnik.client.Session;
import io.vestnik.client.Tokens;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Registers the users of a run.
final class Crowd {

    /// A logged-in user, whose tokens are refreshed when necessary.
    record Person(int index, UUID userId, VestnikApi api, Tokens tokens) {}

    /// The number of concurrent registrations. More would only wait in the server, since password hashing is slow on
    /// purpose.
    private static final int REGISTERING_AT_ONCE = 4;

    private Crowd() {}

    /// Registers users.
    ///
    /// @param people the number of users
    static List<Person> register(URI server, Transport transport, int people, RefusalPolicy refusalPolicy) {
        VestnikApi api = VestnikApi.at(server, transport);
        String run = UUID.randomUUID().toString().substring(0, 13);
        try (ExecutorService pool = Executors.newFixedThreadPool(
                REGISTERING_AT_ONCE, Thread.ofVirtual().factory())) {
            List<CompletableFuture<Person>> coming = new ArrayList<>();
            for (int i = 0; i < people; i++) {
                int index = i;
                coming.add(CompletableFuture.supplyAsync(() -> register(api, run, index, refusalPolicy), pool));
            }
            return coming.stream().map(Crowd::joined).toList();
        }
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectionLostException("interrupted", e);
        }
    }

    private static Person joined(CompletableFuture<Person> coming) {
        try {
            return coming.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static Person register(VestnikApi api, String run, int index, RefusalPolicy refusalPolicy) {
        Session session = refusalPolicy.ask(() -> api.register(
                "Load " + index,
                "load-" + run + "-" + index + "@load.invalid",
                "load-" + run + "-secret",
                "vestnik load"));
        Tokens tokens = new Tokens(api, session, Clock.systemUTC(), next -> {});
        return new Person(index, session.userId(), api.as(tokens::accessToken), tokens);
    }
}
