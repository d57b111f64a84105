package io.vestnik.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.http.openapi.OpenApi;
import io.vestnik.wire.json.Json;
import io.vestnik.wire.json.MalformedJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/// A real server on a free port over a [StubUseCases], and requests to it.
final class TestServer implements AutoCloseable {
    /// Every response in any test is checked against the document that the server publishes.
    private static final Conformance CONFORMANCE = conformance();

    final StubUseCases useCases = new StubUseCases();
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private TestServer(HttpSettings settings, Consumer<StubUseCases> prepare) {
        prepare.accept(useCases);
        this.server = HttpServer.start(settings, useCases.parts(), config -> {});
    }

    static TestServer start() {
        return start(HttpSettings.local());
    }

    static TestServer start(HttpSettings settings) {
        return new TestServer(settings, useCases -> {});
    }

    /// Starts a server after `prepare` has set use cases.
    static TestServer start(Consumer<StubUseCases> prepare) {
        return new TestServer(HttpSettings.local(), prepare);
    }

    static TestServer start(HttpSettings settings, Consumer<StubUseCases> prepare) {
        return new TestServer(settings, prepare);
    }

    HttpServer server() {
        return server;
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path));
    }

    Reply get(String path) {
        return ask(to(path).header("Authorization", "Bearer alice"));
    }

    Reply ask(String method, String path, String json) {
        return ask(to(path).header("Authorization", "Bearer alice")
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json)));
    }

    Reply ask(HttpRequest.Builder request) {
        return ask(request.build());
    }

    Reply ask(HttpRequest request) {
        try {
            Reply reply = new Reply(client.send(request, HttpResponse.BodyHandlers.ofByteArray()));
            if (!request.method().equals("HEAD") && request.uri().getPort() == server.port()) {
                CONFORMANCE.check(request.method(), request.uri().getPath(), reply);
                if (reply.header("Content-Type").orElse("").contains("json")) {
                    // An emoji is sent as four bytes of UTF-8, not as an escape of twelve bytes. The samples contain
                    // emoji.
                    assertThat(reply.text()).doesNotContainPattern("\\\\u[dD][89a-fA-F]");
                }
            }
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Sends bytes that no HTTP client would send, and returns what the server sends until it closes the connection.
    String raw(byte[] request) {
        try (Socket socket = new Socket("localhost", server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Conformance conformance() {
        try {
            return new Conformance(Json.parse(new OpenApi(Api.routes(HttpSettings.local(), new StubUseCases().parts())
                            .routes())
                    .json()));
        } catch (MalformedJsonException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    /// An answer.
    record Reply(HttpResponse<byte[]> response) {
        int status() {
            return response.statusCode();
        }

        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        JsonNode json() {
            try {
                return Json.parse(response.body());
            } catch (MalformedJsonException e) {
                throw new AssertionError(text(), e);
            }
        }

        String code() {
            return json().path("code").asText();
        }
    }
}
