package io.vestnik.attacks.kit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Sends requests that respect the limits: registers users, opens chats, reads histories. Each request comes from a new
/// address, so that limits by address do not apply. A request is repeated while the server answers 429 or 503.
public final class Entrance {
    private static final String PASSWORD = "correct horse battery";
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final AtomicInteger EMAILS = new AtomicInteger();

    private final int port;
    private final Addresses addresses;

    public Entrance(int port, Addresses addresses) {
        this.port = port;
        this.addresses = addresses;
    }

    public Account register(String name) throws IOException {
        String email = name + "." + EMAILS.incrementAndGet() + "." + UUID.randomUUID() + "@example.org";
        JsonNode session = succeed(
                "POST",
                "/auth/register",
                null,
                "{\"name\":\"" + name + "\",\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\"}");
        return Account.of(session, email, PASSWORD);
    }

    /// Creates a group and returns its id.
    public String group(Account owner, String title, Collection<String> memberIds) throws IOException {
        String members = memberIds.stream().map(id -> "\"" + id + "\"").collect(Collectors.joining(","));
        return succeed(
                        "POST",
                        "/chats",
                        owner.token(),
                        "{\"kind\":\"group\",\"title\":\"" + title + "\",\"memberIds\":[" + members + "]}")
                .path("id")
                .asText();
    }

    /// Opens a direct chat and returns its id.
    public String direct(Account one, Account other) throws IOException {
        return succeed("POST", "/chats", one.token(), "{\"kind\":\"direct\",\"userId\":\"" + other.userId() + "\"}")
                .path("id")
                .asText();
    }

    /// Repeats a request until it succeeds.
    ///
    /// @throws IOException if the request fails with a status other than 429 and 503, or still fails after a minute
    public JsonNode succeed(String method, String path, @Nullable String token, @Nullable String json)
            throws IOException {
        long until = System.nanoTime() + TIMEOUT.toNanos();
        while (true) {
            Reply reply;
            try (HttpLine line = new HttpLine(port, addresses.next())) {
                reply = line.exchange(method, path, token, json);
            }
            if (reply.succeeded()) {
                return reply.json();
            }
            boolean later = reply.status() == TOO_MANY || reply.status() == UNAVAILABLE;
            if (!later || System.nanoTime() > until) {
                throw new IOException(method + " " + path + ": " + reply.outcome() + " "
                        + reply.json().path("detail").asText());
            }
            Pause.of(PAUSE);
        }
    }
}
