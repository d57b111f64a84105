package io.vestnik.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vestnik.http.TestServer.Reply;
import io.vestnik.http.edge.ClientAddressResolver;
import io.vestnik.http.edge.Network;
import io.vestnik.http.route.StaticFiles.StaticFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeHandlerTest {
    private static final HttpRequest.BodyPublisher NO_BODY = HttpRequest.BodyPublishers.noBody();

    @Test
    void the_address_rate_limit_exempts_health_checks() {
        try (TestServer server = TestServer.start()) {
            ConcurrentLinkedQueue<String> counted = new ConcurrentLinkedQueue<>();
            server.useCases.requests = address -> {
                counted.add(address.value());
                return Optional.of(Duration.ofMillis(10));
            };
            Reply reply = server.get("/chats");
            assertThat(reply.status()).isEqualTo(429);
            assertThat(reply.code()).isEqualTo("rate_limited");
            assertThat(reply.header("Retry-After")).contains("1");
            assertThat(server.get("/nowhere").status()).isEqualTo(429);
            assertThat(counted).contains("127.0.0.1");
            assertThat(server.get("/health/live").status()).isEqualTo(200);
        }
    }

    @Test
    void no_other_origin_is_allowed_by_default() {
        try (TestServer server = TestServer.start()) {
            Reply reply = server.ask(server.to("/health/live").header("Origin", "https://evil.example"));
            assertThat(reply.header("Access-Control-Allow-Origin")).isEmpty();
            Reply preflight = server.ask(server.to("/chats")
                    .header("Origin", "https://evil.example")
                    .header("Access-Control-Request-Method", "POST")
                    .method("OPTIONS", NO_BODY));
            assertThat(preflight.header("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    @Test
    void configured_origins_may_use_the_api() {
        HttpSettings settings = new HttpSettings(
                Optional.of("localhost"), 0, List.of(), Set.of("https://app.example"), Optional.empty(), 100, 0);
        try (TestServer server = TestServer.start(settings)) {
            Reply preflight = server.ask(server.to("/chats")
                    .header("Origin", "https://app.example")
                    .header("Access-Control-Request-Method", "POST")
                    .method("OPTIONS", NO_BODY));
            assertThat(preflight.status()).isEqualTo(204);
            assertThat(preflight.header("Access-Control-Allow-Origin")).contains("https://app.example");
            assertThat(preflight.header("Access-Control-Allow-Headers").orElseThrow())
                    .contains("Authorization")
                    .contains("Idempotency-Key");
            assertThat(preflight.header("Access-Control-Allow-Credentials")).isEmpty();
            Reply answer = server.ask(server.to("/nowhere").header("Origin", "https://app.example"));
            assertThat(answer.header("Access-Control-Allow-Origin")).contains("https://app.example");
            assertThat(answer.header("Access-Control-Expose-Headers").orElseThrow())
                    .contains("Retry-After");
            Reply other = server.ask(server.to("/health/live").header("Origin", "https://evil.example"));
            assertThat(other.header("Access-Control-Allow-Origin")).isEmpty();
            assertThat(other.header("Vary")).contains("Origin");
        }
    }

    @ParameterizedTest
    @CsvSource({
        // peer, X-Forwarded-For, Forwarded, resolved client address
        "192.0.2.1, '', '', 192.0.2.1",
        "192.0.2.1, 198.51.100.7, '', 192.0.2.1",
        "10.0.0.1, 198.51.100.7, '', 198.51.100.7",
        "10.0.0.1, '203.0.113.9, 198.51.100.7', '', 198.51.100.7",
        "10.0.0.1, '198.51.100.7, 10.0.0.2', '', 198.51.100.7",
        "10.0.0.1, '198.51.100.7, unknown', '', 10.0.0.1",
        "10.0.0.1, 'evil.example', '', 10.0.0.1",
        "10.0.0.1, '198.51.100.7:4711', '', 198.51.100.7",
        "10.0.0.1, '', 'for=198.51.100.7;proto=https', 198.51.100.7",
        "10.0.0.1, '', 'for=\"[2001:db8:1:2::3]:4711\"', 20010db800010002/64",
        "10.0.0.1, '198.51.100.7', 'for=203.0.113.9', 10.0.0.1",
        "10.0.0.1, '198.51.100.7', 'for=198.51.100.7', 198.51.100.7",
    })
    void a_forwarded_address_counts_only_from_trusted_proxies(String peer, String plain, String standard, String client)
            throws UnknownHostException {
        ClientAddressResolver resolver = new ClientAddressResolver(List.of(Network.parse("10.0.0.0/8")));
        HttpFields.Mutable headers = HttpFields.build();
        if (!plain.isEmpty()) {
            headers.add("X-Forwarded-For", plain);
        }
        if (!standard.isEmpty()) {
            headers.add("Forwarded", standard);
        }
        assertThat(resolver.of(InetAddress.getByName(peer), headers).address().value())
                .isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource({
        // trusted proxies, X-Forwarded-Proto, Forwarded, expected Strict-Transport-Security
        "127.0.0.0/8, https, '', max-age=31536000",
        "127.0.0.0/8, '', 'for=198.51.100.7;proto=https', max-age=31536000",
        "127.0.0.0/8, 'https, http', '', ''",
        "127.0.0.0/8, '', '', ''",
        "10.0.0.0/8, https, '', ''",
    })
    void hsts_is_sent_if_a_trusted_proxy_reports_tls(String proxies, String plain, String standard, String expected) {
        HttpSettings settings = new HttpSettings(
                Optional.of("127.0.0.1"), 0, List.of(Network.parse(proxies)), Set.of(), Optional.empty(), 100, 0);
        try (TestServer server = TestServer.start(settings)) {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + server.server().port() + "/health/live"));
            if (!plain.isEmpty()) {
                request.header("X-Forwarded-Proto", plain);
            }
            if (!standard.isEmpty()) {
                request.header("Forwarded", standard);
            }
            assertThat(server.ask(request).header("Strict-Transport-Security").orElse(""))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10.0.0.0/33",
                "10.0.0/8",
                "example.org/8",
                "::1/129",
                "10.0.0.0/-1",
                "1.2.3.400"
            })
    void an_invalid_network_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Network.parse(text));
    }

    @Test
    void metrics_are_for_local_clients_without_a_proxy() {
        try (TestServer server = TestServer.start()) {
            assertThat(server.get("/metrics").text()).contains("vestnik_sends_total");
            assertThat(server.ask(server.to("/metrics").header("X-Forwarded-For", "127.0.0.1"))
                            .status())
                    .isEqualTo(404);
            assertThat(new ClientAddressResolver(List.of())
                            .of(InetAddress.getByName("192.0.2.1"), HttpFields.EMPTY)
                            .local())
                    .isFalse();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, true",
        "LOCALHOST:8080, true",
        "127.0.0.1:8080, true",
        "127.8.9.1, true",
        "[::1]:8080, true",
        "[::1], true",
        ", true",
        "attacker.example:8080, false",
        "localhost.attacker.example, false",
        "127.0.0.1.attacker.example:8080, false",
        "192.0.2.1:8080, false",
        "[2001:db8::1]:8080, false",
        "[::1, false",
        "[attacker.example]:8080, false"
    })
    void metrics_need_a_host_header_of_this_machine(String host, boolean local) {
        HttpFields headers =
                host == null ? HttpFields.EMPTY : HttpFields.build().add("Host", host);
        assertThat(new ClientAddressResolver(List.of())
                        .of(InetAddress.getLoopbackAddress(), headers)
                        .local())
                .isEqualTo(local);
    }

    @Test
    void metrics_are_refused_after_dns_rebinding() throws IOException {
        try (TestServer server = TestServer.start();
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), server.server().port())) {
            socket.getOutputStream()
                    .write("GET /metrics HTTP/1.1\r\nHost: attacker.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 404 ")
                    .doesNotContain("vestnik_sends_total");
        }
    }

    @Test
    void metrics_on_their_own_port_are_not_on_the_main_port() {
        HttpSettings settings =
                new HttpSettings(Optional.of("localhost"), 0, List.of(), Set.of(), Optional.of(0), 100, 0);
        try (TestServer server = TestServer.start(settings)) {
            assertThat(server.get("/metrics").status()).isEqualTo(404);
            String own = "http://localhost:" + server.server().metricsPort().orElseThrow();
            assertThat(server.ask(HttpRequest.newBuilder(URI.create(own + "/metrics")))
                            .text())
                    .isEqualTo("vestnik_sends_total 1\n");
            assertThat(server.ask(HttpRequest.newBuilder(URI.create(own + "/chats")))
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void requests_are_counted_by_route_and_status() throws InterruptedException {
        try (TestServer server = TestServer.start()) {
            server.get("/chats/no-id");
            assertThat(server.useCases.answered.poll(30, TimeUnit.SECONDS)).isEqualTo("GET /chats/{chatId} 400");
            server.get("/nowhere/" + "x".repeat(100));
            assertThat(server.useCases.answered.poll(30, TimeUnit.SECONDS)).isEqualTo("GET  404");
            server.get("/health/live");
            assertThat(server.useCases.answered.poll(30, TimeUnit.SECONDS)).isEqualTo("GET /health/live 200");
        }
    }

    @Test
    void a_server_that_is_not_ready_answers_503() {
        try (TestServer server = TestServer.start()) {
            assertThat(server.get("/health/ready").text()).isEqualTo("{\"status\":\"up\"}");
            server.useCases.ready = () -> false;
            assertThat(server.get("/health/ready").status()).isEqualTo(503);
            assertThat(server.get("/health/live").status()).isEqualTo(200);
        }
    }

    @Test
    void the_docs_page_needs_no_other_host_and_no_inline_script() {
        try (TestServer server = TestServer.start()) {
            Reply page = server.get("/docs");
            assertThat(page.header("Content-Type").orElseThrow()).startsWith("text/html");
            assertThat(page.header("Content-Security-Policy").orElseThrow()).contains("script-src 'self'");
            assertThat(page.text())
                    .doesNotContain("http://")
                    .doesNotContain("https://")
                    .doesNotContain("<script>");
            // The browser parses this paragraph after the scripts, and the last script removes it.
            assertThat(page.text()).containsSubsequence("/docs/start.js", "<p id=\"misplaced\">The files of this page");
            assertThat(server.get("/docs/start.js").text()).contains("getElementById(\"misplaced\").remove()");
            Reply script = server.get("/docs/swagger-ui-bundle.js");
            assertThat(script.header("Content-Type").orElseThrow()).startsWith("text/javascript");
            assertThat(script.response().body()).hasSizeGreaterThan(100_000);
            String etag = script.header("ETag").orElseThrow();
            assertThat(server.ask(server.to("/docs/swagger-ui-bundle.js").header("If-None-Match", etag))
                            .status())
                    .isEqualTo(304);
            assertThat(server.get("/docs/../../pom.properties").status()).isEqualTo(400);
            assertThat(server.get("/asyncapi.json").text()).isEqualTo("{\"asyncapi\":\"3.0.0\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/openapi.json", "/no-such-path"})
    void every_response_has_the_security_headers(String path) {
        try (TestServer server = TestServer.start()) {
            Reply reply = server.get(path);
            assertThat(reply.header("Content-Security-Policy"))
                    .contains("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
            assertThat(reply.header("X-Content-Type-Options")).contains("nosniff");
            assertThat(reply.header("X-Frame-Options")).contains("DENY");
            assertThat(reply.header("Referrer-Policy")).contains("no-referrer");
            assertThat(reply.header("Cross-Origin-Resource-Policy")).contains("same-origin");
            assertThat(reply.header("Cross-Origin-Opener-Policy")).contains("same-origin");
            assertThat(reply.header("Permissions-Policy").orElseThrow()).contains("camera=()");
            assertThat(reply.header("Cache-Control")).isPresent();
        }
    }

    @Test
    void static_files_are_served_with_their_own_headers() {
        try (TestServer server = TestServer.start()) {
            byte[] page = "<p>hello</p>".getBytes(StandardCharsets.UTF_8);
            server.useCases.files = path -> path.equals("/")
                    ? Optional.of(new StaticFile(
                            "text/html; charset=utf-8",
                            "\"v1\"",
                            Map.of("Cache-Control", "no-cache", "Content-Security-Policy", "default-src 'self'"),
                            () -> ByteBuffer.wrap(page).asReadOnlyBuffer(),
                            Optional.of(() -> ByteBuffer.wrap(new byte[] {31}).asReadOnlyBuffer())))
                    : Optional.empty();
            Reply plain = server.ask(server.to("/"));
            assertThat(plain.text()).isEqualTo("<p>hello</p>");
            assertThat(plain.header("Content-Security-Policy")).contains("default-src 'self'");
            assertThat(plain.header("Cache-Control")).contains("no-cache");
            assertThat(plain.header("X-Content-Type-Options")).contains("nosniff");
            Reply gzipped = server.ask(server.to("/").header("Accept-Encoding", "br, gzip;q=0.8"));
            assertThat(gzipped.header("Content-Encoding")).contains("gzip");
            assertThat(gzipped.response().body()).containsExactly(31);
            assertThat(server.ask(server.to("/").header("Accept-Encoding", "gzip;q=0"))
                            .header("Content-Encoding"))
                    .isEmpty();
            Reply unchanged = server.ask(server.to("/").header("If-None-Match", "\"v0\", W/\"v1\""));
            assertThat(unchanged.status()).isEqualTo(304);
            assertThat(unchanged.text()).isEmpty();
            Reply posted = server.ask(server.to("/").POST(NO_BODY));
            assertThat(posted.status()).isEqualTo(405);
            assertThat(posted.header("Allow")).contains("GET, HEAD, OPTIONS");
        }
    }

    @Test
    void a_valid_request_id_is_kept_and_an_unsafe_one_replaced() {
        try (TestServer server = TestServer.start()) {
            assertThat(server.ask(server.to("/health/live").header("X-Request-Id", "a-1_b.2"))
                            .header("X-Request-Id"))
                    .contains("a-1_b.2");
            assertThat(server.ask(server.to("/health/live").header("X-Request-Id", "a b"))
                            .header("X-Request-Id")
                            .orElseThrow())
                    .matches("[0-9a-f]{16}");
        }
    }
}
