package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.client.ConnectionLostException;
import io.vestnik.client.Hello;
import io.vestnik.client.LiveSocket;
import io.vestnik.client.Session;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import io.vestnik.client.VestnikException;
import io.vestnik.faults.PostgresProcess;
import io.vestnik.faults.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// An `Error` in any part of the program ends the program with code 70 and a line that names the part. Each part fails
/// when it loads a class that only this part uses, and whose file is broken. [StopTest] tests the same with a writer.
class FatalErrorTest {
    private static final int METRICS_PORT = ServerProcess.freePort();

    @TempDir
    private Path directory;

    /// @param broken the class that cannot be loaded
    /// @param named the part in the program's last line
    /// @param cause makes the part load the class
    record Part(String name, String broken, String named, Cause cause) {
        @Override
        public String toString() {
            return name;
        }
    }

    /// Uses a running server until the part fails. The requests may fail at the same time.
    private interface Cause {
        void happens(ServerProcess server, VestnikApi api) throws Exception;
    }

    static Stream<Part> parts() {
        return Stream.of(
                new Part(
                        "an event loop",
                        "io/vestnik/application/live/feed/ChatFeed",
                        "live-",
                        (server, api) -> createGroup(api, registered(api))),
                new Part(
                        "a timer's comparison with the database",
                        "io/vestnik/application/live/node/StoreComparison$SubscriptionKey",
                        "live-repair",
                        (server, api) -> {
                            Session alice = registered(api);
                            createGroup(api, alice);
                            connect(server, alice);
                        }),
                new Part(
                        "deferred work",
                        "io/vestnik/postgres/chat/DeletedGroups$Marked",
                        "background-work",
                        (server, api) -> {}),
                new Part(
                        "an HTTP request",
                        "io/vestnik/http/endpoint/Paging",
                        "http-request",
                        (server, api) -> api.as(registered(api)).chats(10, null)),
                new Part(
                        "a WebSocket",
                        "io/vestnik/websocket/frame/ClientFrames",
                        "websocket",
                        (server, api) -> connect(server, registered(api))),
                new Part(
                        "the password pool",
                        "io/vestnik/application/account/PasswordHasher$Match",
                        "http-request",
                        (server, api) -> {
                            registered(api);
                            api.login("nobody@example.org", "a long password", null, "laptop");
                        }),
                new Part(
                        "a thread of a library",
                        "io/prometheus/metrics/model/snapshots/Labels",
                        "thread metrics-",
                        (server, api) -> scrape()));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void an_error_in_a_part_ends_the_program_with_code_70(Part part) throws IOException {
        Path classes = directory.resolve("classes");
        Path broken = classes.resolve(part.broken() + ".class");
        Files.createDirectories(broken.getParent());
        Files.writeString(broken, "not a class");
        try (ServerProcess server = Program.on(directory, "--metrics-port=" + METRICS_PORT)
                .withClassesOf(classes)
                .launch()
                .awaitOutput("listening on")) {
            try {
                part.cause().happens(server, VestnikApi.at(server.address(), Transport.create()));
            } catch (VestnikException | ConnectionLostException | IOException e) {
                // The request has failed together with its part.
            } catch (Exception e) {
                throw new AssertionError("unexpected", e);
            }

            assertThat(server.exitCode()).as(server.output()).isEqualTo(70);
            assertThat(server.output())
                    .contains("a fatal error ends the process with code 70: " + part.named())
                    .contains("java.lang.ClassFormatError")
                    .contains(part.broken());
            assertThat(PostgresProcess.below(directory)).isEmpty();
        }
    }

    private static Session registered(VestnikApi api) {
        return api.register("Alice", UUID.randomUUID() + "@example.org", "a long password", "laptop");
    }

    private static void createGroup(VestnikApi api, Session owner) {
        api.as(owner).createGroup("Group", List.of(), UUID.randomUUID());
    }

    private static void connect(ServerProcess server, Session session) {
        LiveSocket unused =
                LiveSocket.connect(server.address(), Transport.create(), Hello.of(session.accessToken()), frame -> {});
    }

    private static void scrape() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + METRICS_PORT + "/metrics"))
                    .build();
            HttpResponse<Void> unused = client.send(request, HttpResponse.BodyHandlers.discarding());
        }
    }
}
