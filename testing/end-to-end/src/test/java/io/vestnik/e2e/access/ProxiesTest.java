package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.limit.Limits;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import java.net.http.HttpRequest;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Tests which address the server takes as the client's when it applies limits. The tests use registrations, of which
/// each address may make one.
class ProxiesTest {
    private static final Limits ONE_REGISTRATION = new Limits(200, 0, 0, 1, 0, 0, 0, 0, 0, 1 << 20);
    private static final int LET_IN = 201;
    private static final int REFUSED = 429;

    private static LocalServer trusting(String... networks) {
        return LocalServer.start(Setup.inMemory().limits(ONE_REGISTRATION).trusting(networks));
    }

    private static int registers(LocalServer server, String... headers) {
        HttpCaller caller = new HttpCaller(server.port());
        HttpRequest.Builder request = caller.to(
                "POST",
                "/auth/register",
                String.format(
                        Locale.ROOT,
                        "{\"name\":\"Eve\",\"email\":\"%s@example.org\",\"password\":\"%s\"}",
                        UUID.randomUUID(),
                        UserActions.PASSWORD));
        return caller.send(request.headers(headers).build()).status();
    }

    @Test
    void without_trusted_proxies_forwarding_headers_are_ignored() {
        try (LocalServer server = trusting("192.0.2.0/24")) {
            assertThat(registers(server, "X-Forwarded-For", "198.51.100.1")).isEqualTo(LET_IN);
            assertThat(registers(server, "X-Forwarded-For", "198.51.100.2")).isEqualTo(REFUSED);
            assertThat(registers(server, "Forwarded", "for=198.51.100.3")).isEqualTo(REFUSED);
            assertThat(registers(server, "X-Real-IP", "198.51.100.4")).isEqualTo(REFUSED);
        }
    }

    @Test
    void a_trusted_proxys_forwarding_header_is_used() {
        try (LocalServer server = trusting("127.0.0.0/8", "::1")) {
            assertThat(registers(server, "X-Forwarded-For", "198.51.100.1")).isEqualTo(LET_IN);
            assertThat(registers(server, "X-Forwarded-For", "198.51.100.2")).isEqualTo(LET_IN);
            assertThat(registers(server, "X-Forwarded-For", "198.51.100.1")).isEqualTo(REFUSED);
            assertThat(registers(server, "Forwarded", "for=198.51.100.3;proto=https"))
                    .isEqualTo(LET_IN);
            assertThat(registers(server, "Forwarded", "for=\"198.51.100.3:4711\""))
                    .isEqualTo(REFUSED);
        }
    }

    @Test
    void hops_that_the_client_wrote_are_ignored() {
        try (LocalServer server = trusting("127.0.0.0/8", "::1", "10.0.0.0/8")) {
            assertThat(registers(server, "X-Forwarded-For", "203.0.113.1, 198.51.100.1"))
                    .isEqualTo(LET_IN);
            assertThat(registers(server, "X-Forwarded-For", "203.0.113.2, 198.51.100.1"))
                    .isEqualTo(REFUSED);
            assertThat(registers(server, "X-Forwarded-For", "203.0.113.3, 198.51.100.1, 10.1.2.3"))
                    .isEqualTo(REFUSED);
            assertThat(registers(server, "X-Forwarded-For", "203.0.113.4", "X-Forwarded-For", "198.51.100.1"))
                    .isEqualTo(REFUSED);
            // One header comes from the proxy and the other from the client; the server cannot tell which.
            assertThat(registers(server, "X-Forwarded-For", "198.51.100.9", "Forwarded", "for=203.0.113.5"))
                    .isEqualTo(LET_IN);
            assertThat(registers(server, "X-Forwarded-For", "198.51.100.8", "Forwarded", "for=203.0.113.6"))
                    .isEqualTo(REFUSED);
        }
    }

    @Test
    void ipv6_addresses_are_limited_by_network() {
        try (LocalServer server = trusting("127.0.0.0/8", "::1")) {
            assertThat(registers(server, "X-Forwarded-For", "2001:db8:0:1::1")).isEqualTo(LET_IN);
            assertThat(registers(server, "X-Forwarded-For", "2001:db8:0:1:ffff::2"))
                    .isEqualTo(REFUSED);
            assertThat(registers(server, "X-Forwarded-For", "2001:db8:0:2::1")).isEqualTo(LET_IN);
            assertThat(registers(server, "Forwarded", "for=\"[2001:db8:0:2::9]:4711\""))
                    .isEqualTo(REFUSED);
            assertThat(registers(server, "X-Forwarded-For", "::ffff:198.51.100.1"))
                    .isEqualTo(LET_IN);
            assertThat(registers(server, "X-Forwarded-For", "198.51.100.1")).isEqualTo(REFUSED);
        }
    }

    @Test
    void an_invalid_forwarded_address_counts_as_the_proxys() {
        try (LocalServer server = trusting("127.0.0.0/8", "::1")) {
            assertThat(registers(server, "X-Forwarded-For", "unknown")).isEqualTo(LET_IN);
            assertThat(registers(server, "X-Forwarded-For", "_hidden, localhost"))
                    .isEqualTo(REFUSED);
            assertThat(registers(server, "X-Forwarded-For", ",,")).isEqualTo(REFUSED);
        }
    }
}
