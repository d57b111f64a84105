package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vestnik.client.Transport;
import io.vestnik.faults.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The metrics of the running server, as Prometheus scrapes them and as the dashboard queries them.
class MetricsTest {
    private static final Path MONITORING = Path.of("..", "..", "docker", "monitoring");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path directory;

    private static ServerProcess server;
    private static Person alice;
    private static Person bob;
    private static UUID chat;

    @BeforeAll
    static void talk() {
        server = Program.on(directory).start();
        Transport transport = Transport.create();
        alice = Person.registers(server.address(), transport, "Alice");
        bob = Person.registers(server.address(), transport, "Bob");
        chat = alice.opensAChatWith(bob);
        for (int i = 1; i <= 20; i++) {
            alice.sends(chat, "message " + i).join();
        }
        UUID key = UUID.randomUUID();
        assertThat(bob.api().post(chat, key, "once", null).replayed()).isFalse();
        assertThat(bob.api().post(chat, key, "once", null).replayed()).isTrue();
        await().atMost(PATIENCE).until(() -> bob.view(chat).size() == 21);
        Scrape.get(server.address().resolve("/nowhere/" + "x".repeat(50)));
    }

    @AfterAll
    static void stop() {
        alice.close();
        bob.close();
        server.close();
    }

    @Test
    void a_conversation_changes_its_metrics() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            Scrape now = Scrape.of(server.address());
            assertThat(now.sum("vestnik_sends_total", "outcome=\"sent\"")).isEqualTo(21);
            assertThat(now.sum("vestnik_sends_total", "outcome=\"duplicate\"")).isEqualTo(1);
            assertThat(now.sum("vestnik_sends_total", "outcome=\"unknown\"")).isZero();
            assertThat(now.sum("vestnik_ack_seconds_count")).isEqualTo(22);
            assertThat(now.sum("vestnik_ack_seconds_bucket", "le=\"+Inf\"")).isEqualTo(22);
            assertThat(now.sum("vestnik_commit_batch_changes_sum")).isGreaterThanOrEqualTo(22);
            assertThat(now.sum("vestnik_commit_batch_changes_count"))
                    .isEqualTo(now.sum("vestnik_commit_seconds_count"))
                    .isPositive();
            assertThat(now.sum("vestnik_commit_repeats_total")).isEqualTo(1);
            assertThat(now.sum("vestnik_commit_waiting_changes")).isZero();
            assertThat(now.sum("vestnik_feed_seconds_count")).isGreaterThanOrEqualTo(21);
            assertThat(now.sum("vestnik_delivery_seconds_count")).isGreaterThanOrEqualTo(21);
            assertThat(now.sum("vestnik_delivery_seconds_bucket", "le=\"+Inf\""))
                    .isEqualTo(now.sum("vestnik_delivery_seconds_count"));
            assertThat(now.sum("vestnik_connections")).isEqualTo(2);
            assertThat(now.sum("vestnik_sessions")).isEqualTo(2);
            assertThat(now.sum("vestnik_connections_opened_total") - now.sum("vestnik_connections_closed_total"))
                    .isEqualTo(2);
            assertThat(now.sum("vestnik_connections_ended_total", "reason=\"slow_consumer\""))
                    .isZero();
            assertThat(now.sum("vestnik_frames_received_total")).isGreaterThanOrEqualTo(22);
            assertThat(now.sum("vestnik_frames_sent_total")).isGreaterThanOrEqualTo(42);
            assertThat(now.sum("vestnik_outbox_bytes")).isZero();
            assertThat(now.sum("vestnik_feed_repairs_total")).isGreaterThanOrEqualTo(0);
            assertThat(now.sum("vestnik_feed_dropped_total")).isZero();
            assertThat(now.text()).contains("\nvestnik_users_evicted_total 0", "\nvestnik_http_responses_cut_total 0");
            assertThat(now.sum("vestnik_pool_size_max", "pool=\"writers\"")).isEqualTo(4);
            assertThat(now.sum("vestnik_pool_idle", "pool=\"reads\"")
                            + now.sum("vestnik_pool_active", "pool=\"reads\""))
                    .isPositive();
            assertThat(now.sum("vestnik_pool_waiting")).isZero();
            assertThat(now.sum("jvm_memory_used_bytes", "area=\"heap\"")).isPositive();
            assertThat(now.sum("process_uptime_seconds")).isPositive();
            assertThat(now.sum("vestnik_build")).isEqualTo(1);
            assertThat(now.sum(
                            "vestnik_http_request_seconds_count",
                            "method=\"POST\"",
                            "route=\"/chats/{chatId}/messages\"",
                            "status=\"201\""))
                    .isEqualTo(1);
            assertThat(now.sum("vestnik_http_request_seconds_count", "route=\"none\"", "status=\"404\""))
                    .isPositive();
        });
    }

    @Test
    void labels_never_contain_client_input() {
        Scrape before = Scrape.of(server.address());
        for (int i = 0; i < 50; i++) {
            Scrape.get(server.address().resolve("/chats/" + UUID.randomUUID()));
            Scrape.get(server.address().resolve("/nowhere/" + UUID.randomUUID()));
        }
        Scrape after = Scrape.of(server.address());
        assertThat(after.text()).doesNotContain(chat.toString()).doesNotContain("nowhere");
        // The new series are those of the two kinds of requests above and of the scrape itself, each with its buckets.
        assertThat(after.series() - before.series()).isLessThan(60);
    }

    @Test
    void metric_names_and_help_satisfy_prometheus() throws IOException, InterruptedException {
        Path promtool = program("promtool");
        Path scraped = Files.writeString(
                directory.resolve("scraped"), Scrape.of(server.address()).text());
        Process check = new ProcessBuilder(promtool.toString(), "check", "metrics")
                .redirectInput(scraped.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        check.waitFor();
        // `promtool` may object to metrics of the process and the JVM, whose well-known names Micrometer chooses.
        assertThat(said.lines().filter(line -> line.startsWith("vestnik_"))).isEmpty();
        assertThat(said).doesNotContain("error while linting");
    }

    @Test
    void every_query_of_the_dashboard_and_alerts_has_results() throws IOException, InterruptedException {
        Path prometheus = program("prometheus");
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(server.pid()),
                        "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("jcmd").toFile())
                .start()
                .waitFor();
        SortedMap<String, String> queries = dashboard();
        assertThat(queries).hasSizeGreaterThan(20);
        try (Prometheus observer =
                Prometheus.start(prometheus, directory, server.address(), MONITORING.resolve("alerts.yml"))) {
            for (String query : queries.keySet()) {
                await(query)
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(200))
                        .untilAsserted(() -> assertThat(observer.query(query)).isNotEmpty());
            }
            JsonNode groups = observer.get("/api/v1/rules").get("data").get("groups");
            List<String> alerts = new ArrayList<>();
            groups.findParents("alerts")
                    .forEach(rule -> alerts.add(rule.get("query").textValue()));
            assertThat(alerts).hasSizeGreaterThan(5);
            for (String alert : alerts) {
                // An alert has no result while nothing is wrong. Therefore the series that the alert compares is
                // queried without the comparison, and must exist.
                String compared = alert.replaceFirst(" (==|>) [0-9.]+$", "").replace("5..", "...");
                await(compared)
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(200))
                        .untilAsserted(
                                () -> assertThat(observer.query(compared)).isNotEmpty());
            }
            assertThat(observer.query("up{job=\"vestnik\"} == 1")).hasSize(1);
        }
    }

    private static SortedMap<String, String> dashboard() throws IOException {
        JsonNode dashboard = JSON.readTree(
                MONITORING.resolve("grafana/dashboards/vestnik.json").toFile());
        TreeMap<String, String> queries = new TreeMap<>();
        for (JsonNode panel : dashboard.get("panels")) {
            for (JsonNode target : panel.get("targets")) {
                queries.put(
                        target.get("expr")
                                .textValue()
                                .replace("$__rate_interval", "1m")
                                .replace("$instance", ".*"),
                        panel.get("title").textValue());
            }
        }
        return queries;
    }

    private static Path program(String name) {
        Path path = List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(Path.of(""));
        assumeTrue(
                !path.toString().isEmpty(),
                name + " is not installed here (Debian: apt-get install prometheus), so this is not tried");
        return path;
    }

    /// A Prometheus that scrapes one server every second.
    private record Prometheus(Process process, URI address) implements AutoCloseable {
        static Prometheus start(Path program, Path directory, URI target, Path rules) throws IOException {
            int port = ServerProcess.freePort();
            Path config = Files.writeString(
                    directory.resolve("prometheus.yml"),
                    String.format(Locale.ROOT, """
                        global: {scrape_interval: 1s, evaluation_interval: 1s}
                        rule_files: ["%s"]
                        scrape_configs:
                          - job_name: vestnik
                            static_configs: [{targets: ["%s"]}]
                        """, rules.toRealPath(), target.getAuthority()));
            Process process = new ProcessBuilder(
                            program.toString(),
                            "--config.file=" + config,
                            "--storage.tsdb.path=" + directory.resolve("prometheus"),
                            "--web.listen-address=127.0.0.1:" + port)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("prometheus.log").toFile())
                    .start();
            Prometheus started = new Prometheus(process, URI.create("http://127.0.0.1:" + port));
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> Scrape.get(started.address.resolve("/-/ready")).statusCode() == 200);
            return started;
        }

        JsonNode get(String path) {
            try {
                return JSON.readTree(Scrape.get(address.resolve(path)).body());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        /// Returns the series of a query at the current time.
        List<JsonNode> query(String query) {
            JsonNode answer = get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
            assertThat(answer.get("status").textValue())
                    .as(query + ": " + answer)
                    .isEqualTo("success");
            List<JsonNode> series = new ArrayList<>();
            answer.get("data").get("result").forEach(series::add);
            return series;
        }

        @Override
        public void close() {
            process.destroy();
            try {
                process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
