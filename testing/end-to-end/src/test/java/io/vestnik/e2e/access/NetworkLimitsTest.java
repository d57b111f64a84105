package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.limit.ClientAddress;
import io.vestnik.application.limit.Limits;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import io.vestnik.e2e.access.HttpCaller.Reply;
import java.net.http.HttpHeaders;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A limit by address also counts the attempts from the /56 and from the /48 of an IPv6 address, and allows each of
/// them a multiple of the limit. The tests use a whole server, and a trusted proxy reports the addresses. In the tests
/// of a /56 and a /48, each attempt comes from another /64.
class NetworkLimitsTest {
    /// The value of each limit under test, so low that some dozens of attempts reach the limit of a /48.
    private static final int LIMIT = 2;

    /// The maximum number of attempts: more than the limit of a /48 and its refills during the test.
    private static final int ATTEMPTS_MAX = 250;

    /// The reply that stands for an accepted WebSocket handshake, which gives no reply to the test.
    private static final Reply ACCEPTED = new Reply(101, new byte[0], HttpHeaders.of(Map.of(), (name, value) -> true));

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    /// An action from a client's address.
    private interface Attempt {
        Reply from(NetworkLimitsTest test, HttpCaller caller, String address);
    }

    /// @param accepted the number of attempts that a /64 may make in a burst
    /// @param refilled the time after which as many attempts are allowed again; zero = never during the test
    record Limited(String name, Limits limits, int accepted, Duration refilled, Attempt attempt) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Limited> limited() {
        return Stream.of(
                new Limited(
                        "registrations",
                        new Limits(200, 0, 0, LIMIT, 0, 0, 0, 0, 0, 1 << 20),
                        LIMIT,
                        Duration.ofMinutes(1),
                        (test, caller, address) -> test.posts(
                                caller,
                                address,
                                "/auth/register",
                                "{\"name\":\"Eve\",\"email\":\"%s@example.org\",\"password\":\"%s\"}")),
                new Limited(
                        "failed logins",
                        new Limits(200, 0, LIMIT, 0, 0, 0, 0, 0, 0, 1 << 20),
                        3 * LIMIT,
                        Duration.ofMinutes(1),
                        (test, caller, address) -> test.posts(
                                caller, address, "/auth/login", "{\"email\":\"%s@example.org\",\"password\":\"%s\"}")),
                new Limited(
                        "requests",
                        new Limits(200, 0, 0, 0, LIMIT, 0, 0, 0, 0, 1 << 20),
                        2 * LIMIT,
                        Duration.ofSeconds(2),
                        (test, caller, address) -> caller.send(caller.to("GET", "/chats", "")
                                .header("X-Forwarded-For", address)
                                .build())),
                new Limited(
                        "unauthenticated connections",
                        new Limits(200, 0, 0, 0, 0, 0, 0, 0, LIMIT, 1 << 20),
                        LIMIT,
                        Duration.ZERO,
                        NetworkLimitsTest::connects));
    }

    private Reply posts(HttpCaller caller, String address, String path, String body) {
        String json = String.format(Locale.ROOT, body, UUID.randomUUID(), UserActions.PASSWORD);
        return caller.send(
                caller.to("POST", path, json).header("X-Forwarded-For", address).build());
    }

    private Reply connects(HttpCaller caller, String address) {
        try {
            open.add(new Frames(caller, handshake -> handshake.header("X-Forwarded-For", address)));
            return ACCEPTED;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                var response = refused.getResponse();
                return new Reply(response.statusCode(), new byte[0], response.headers());
            }
            throw e;
        }
    }

    @ParameterizedTest
    @MethodSource("limited")
    void an_address_and_its_56_and_its_48_have_limits(Limited limited) {
        assertLimit(limited, 1, i -> String.format(Locale.ROOT, "2001:db8:1:1::%x", i + 1));
        assertLimit(limited, ClientAddress.SHARE_OF_56, i -> String.format(Locale.ROOT, "2001:db8:1:%x::1", i));
        assertLimit(limited, ClientAddress.SHARE_OF_48, i -> String.format(Locale.ROOT, "2001:db8:1:%x00::1", i));
    }

    /// Makes attempts, each from a new address of one network, until two are refused.
    private void assertLimit(Limited limited, int share, IntFunction<String> address) {
        LocalServer server =
                LocalServer.start(Setup.inMemory().limits(limited.limits()).trusting("127.0.0.0/8", "::1"));
        open.add(server);
        HttpCaller caller = new HttpCaller(server.port());
        int limit = limited.accepted() * share;
        int accepted = 0;
        List<Reply> refused = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; refused.size() < 2 && i < ATTEMPTS_MAX; i++) {
            Reply reply = limited.attempt().from(this, caller, address.apply(i));
            if (reply.status() == 429) {
                refused.add(reply);
            } else {
                assertThat(reply.status()).isIn(101, 201, 401);
                accepted++;
            }
        }
        long refills = limited.refilled().isZero()
                ? 0
                : 1 + limit * (System.nanoTime() - began) / limited.refilled().toNanos();
        assertThat(accepted).isBetween(limit, (int) (limit + refills));
        assertThat(refused)
                .isNotEmpty()
                .allSatisfy(reply -> assertThat(Integer.parseInt(reply.header("Retry-After")))
                        .isPositive());
        // Another network is not affected.
        assertThat(limited.attempt().from(this, caller, "2001:db8:2::1").status())
                .isNotEqualTo(429);
        assertThat(limited.attempt().from(this, caller, "192.0.2.7").status()).isNotEqualTo(429);
    }
}
