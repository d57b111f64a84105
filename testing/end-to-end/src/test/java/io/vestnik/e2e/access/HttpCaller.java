package io.vestnik.e2e.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.wire.json.Json;
import io.vestnik.wire.json.MalformedJsonException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/// An HTTP client without special rights.
final class HttpCaller {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final int port;

    HttpCaller(int port) {
        this.port = port;
    }

    /// A response.
    static final class Reply {
        private final int status;
        private final byte[] body;
        private final HttpHeaders headers;

        Reply(int status, byte[] body, HttpHeaders headers) {
            this.status = status;
            this.body = body;
            this.headers = headers;
        }

        int status() {
            return status;
        }

        byte[] body() {
            return body;
        }

        HttpHeaders headers() {
            return headers;
        }

        JsonNode json() {
            try {
                return Json.parse(body);
            } catch (MalformedJsonException e) {
                throw new AssertionError("no JSON in a " + status, e);
            }
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        String code() {
            return json().path("code").asText();
        }

        /// Returns the status, and the code of a problem.
        String verdict() {
            return status >= 400 ? status + " " + json().path("code").asText() : Integer.toString(status);
        }

        Reply expect(int wanted) {
            if (status != wanted) {
                throw new AssertionError("expected " + wanted + " and got " + verdict());
            }
            return this;
        }
    }

    Reply ask(String method, String path, Optional<String> token, String body) {
        HttpRequest.Builder request = to(method, path, body);
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return send(request.build());
    }

    /// Begins a request without a token.
    HttpRequest.Builder to(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(PATIENCE)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return body.isEmpty() ? request : request.header("Content-Type", "application/json");
    }

    Reply send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
            return new Reply(response.statusCode(), response.body(), response.headers());
        } catch (IOException e) {
            throw new AssertionError("no answer to " + request.method() + " " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    HttpClient client() {
        return client;
    }

    URI socket() {
        return URI.create("ws://localhost:" + port + "/ws");
    }
}
