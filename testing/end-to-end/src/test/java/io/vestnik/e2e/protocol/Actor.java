package io.vestnik.e2e.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.e2e.LocalServer;
import io.vestnik.wire.json.Json;
import io.vestnik.wire.json.MalformedJsonException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Formatter;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// A user with an account and one device, who uses HTTP and opens WebSockets.
record Actor(LocalServer server, String name, String email, String id, String deviceId, String token, String refresh) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PASSWORD = "correct horse";
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /// A response.
    record Reply(HttpResponse<byte[]> response) {
        int status() {
            return response.statusCode();
        }

        JsonNode json() {
            try {
                return Json.parse(response.body());
            } catch (MalformedJsonException e) {
                throw new AssertionError("no JSON in a " + status(), e);
            }
        }

        String code() {
            return json().path("code").asText();
        }

        /// Returns the status, and the code of a problem.
        String verdict() {
            return status() >= 400 ? status() + " " + code() : Integer.toString(status());
        }

        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        Reply expect(int wanted) {
            if (status() != wanted) {
                throw new AssertionError("expected " + wanted + " and got " + verdict() + ": "
                        + new String(response.body(), StandardCharsets.UTF_8));
            }
            return this;
        }

        /// Returns the invalid fields that a refusal names.
        String fields() {
            return json().path("errors")
                    .valueStream()
                    .map(error -> error.path("field").asText())
                    .collect(Collectors.joining(" "));
        }
    }

    static Actor registers(LocalServer server, String name) {
        String email = UUID.randomUUID() + "@example.org";
        return session(
                server,
                name,
                email,
                ask(
                        server,
                        "",
                        "POST",
                        "/auth/register",
                        json("{'name':'%s','email':'%s','password':'%s'}", name, email, PASSWORD)));
    }

    /// Logs the same user in on another device.
    Actor onAnotherDevice() {
        return session(
                server,
                name,
                email,
                ask(server, "", "POST", "/auth/login", json("{'email':'%s','password':'%s'}", email, PASSWORD)));
    }

    private static Actor session(LocalServer server, String name, String email, Reply reply) {
        JsonNode session = reply.json();
        return new Actor(
                server,
                name,
                email,
                session.path("userId").asText(),
                session.path("deviceId").asText(),
                session.path("accessToken").asText(),
                session.path("refreshToken").asText());
    }

    /// Makes JSON from a template that has ' in place of ".
    static String json(String template, Object... values) {
        return filled(template, values).replace('\'', '"');
    }

    @SuppressWarnings("AnnotateFormatMethod") // The annotation would need a library of its own.
    static String filled(String template, Object... values) {
        return new Formatter(Locale.ROOT).format(template, values).toString();
    }

    Reply get(String path, Object... values) {
        return ask(server, token, "GET", filled(path, values), "");
    }

    Reply post(String path, String body) {
        return ask(server, token, "POST", path, body);
    }

    Reply post(String path, String body, String key) {
        return ask(server, token, "POST", path, body, "Idempotency-Key", key);
    }

    Reply patch(String path, String body) {
        return ask(server, token, "PATCH", path, body);
    }

    Reply put(String path, String body) {
        return ask(server, token, "PUT", path, body);
    }

    Reply delete(String path) {
        return ask(server, token, "DELETE", path, "");
    }

    void deletesHerAccount() {
        ask(server, token, "DELETE", "/users/me", json("{'password':'%s'}", PASSWORD))
                .expect(204);
    }

    private static Reply ask(
            LocalServer server, String token, String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .timeout(PATIENCE)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> response = CLIENT.send(request.build(), BodyHandlers.ofByteArray());
            return new Reply(response);
        } catch (IOException e) {
            throw new AssertionError("no answer to " + method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /// Opens the direct chat with another user, and returns its id.
    String talksWith(Actor other) {
        Reply reply = post("/chats", json("{'kind':'direct','userId':'%s'}", other.id));
        return reply.json().path("id").asText();
    }

    /// Creates a group, and returns its id.
    String founds(Actor... members) {
        String ids = Arrays.stream(members).map(member -> "'" + member.id + "'").collect(Collectors.joining(","));
        return post("/chats", json("{'kind':'group','title':'Sunday hike','memberIds':[%s]}", ids))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    /// Sends a message over HTTP, and returns it.
    JsonNode posts(String chat, String text) {
        return post("/chats/" + chat + "/messages", json("{'text':'%s'}", text))
                .expect(201)
                .json();
    }

    /// Reads a chat as this user sees it.
    JsonNode chat(String chat) {
        return get("/chats/" + chat).expect(200).json();
    }

    long reads(String chat, long upTo) {
        return put("/chats/" + chat + "/read", json("{'upTo':%d}", upTo))
                .expect(200)
                .json()
                .path("readUpTo")
                .asLong();
    }

    /// Opens a connection without a resume, and returns after `live`.
    Line connects() {
        Line line = dials();
        line.says(json("{'type':'hello','v':1,'token':'%s'}", token));
        line.next("ready");
        line.next("live");
        return line;
    }

    /// Opens a connection that resumes with this JSON as `since`, and returns after `ready`.
    Line resumes(String since) {
        return resumes(since, "");
    }

    /// Opens a connection that resumes with this JSON as `since`, with more fields in `hello`, and returns after
    /// `ready`.
    Line resumes(String since, String more) {
        Line line = dials();
        line.says(json("{'type':'hello','v':1,'token':'%s','since':%s%s}", token, since, more));
        line.next("ready");
        return line;
    }

    /// Opens a WebSocket and does not send `hello`.
    Line dials() {
        Line line = new Line(server.address());
        server.connected(line::close);
        return line;
    }
}
