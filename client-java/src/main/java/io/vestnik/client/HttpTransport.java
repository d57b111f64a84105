package io.vestnik.client;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Requests and answers over the JDK's client: headers, JSON, problem documents, recording.
record HttpTransport(URI server, Wire wire, Supplier<@Nullable String> accessToken) {
    private static final int FIRST_FAILURE = 400;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final byte[] NOTHING = {};

    HttpTransport as(Supplier<@Nullable String> token) {
        return new HttpTransport(server, wire, token);
    }

    <T> T call(String method, String path, @Nullable Object body, Class<T> type) {
        return read(exchange(method, path, Map.of(), body), type);
    }

    <T> T call(String method, String path, @Nullable Object body, TypeReference<T> type) {
        return parse(succeeded(exchange(method, path, Map.of(), body)), bytes -> Json.MAPPER.readValue(bytes, type));
    }

    void call(String method, String path, @Nullable Object body) {
        succeeded(exchange(method, path, Map.of(), body));
    }

    /// The answer's body, or the refusal as an exception.
    <T> T read(Exchange exchange, Class<T> type) {
        return parse(succeeded(exchange), bytes -> Json.MAPPER.readValue(bytes, type));
    }

    Exchange exchange(String method, String path, Map<String, String> headers, @Nullable Object body) {
        if (body == null) {
            return exchange(method, path, headers, NOTHING);
        }
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Content-Type", "application/json");
        return exchange(method, path, all, Json.write(body).getBytes(StandardCharsets.UTF_8));
    }

    Exchange exchange(String method, String path, Map<String, String> headers, byte[] body) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        String token = accessToken.get();
        if (token != null && headers.keySet().stream().noneMatch("Authorization"::equalsIgnoreCase)) {
            all.put("Authorization", "Bearer " + token);
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base() + path))
                .timeout(wire.timeout())
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        all.forEach(request::setHeader);
        Exchange exchange = send(request.build(), path, all, body);
        wire.recorder().exchanged(exchange);
        return exchange;
    }

    private Exchange send(HttpRequest request, String path, Map<String, String> headers, byte[] body) {
        try {
            HttpResponse<byte[]> response = wire.http().send(request, HttpResponse.BodyHandlers.ofByteArray());
            Map<String, List<String>> lowered = new LinkedHashMap<>();
            response.headers().map().forEach((name, values) -> lowered.put(name.toLowerCase(Locale.ROOT), values));
            Exchange.Request asked =
                    new Exchange.Request(request.method(), path, headers, new String(body, StandardCharsets.UTF_8));
            return new Exchange(asked, response.statusCode(), lowered, response.body());
        } catch (IOException e) {
            throw new ConnectionLostException(request.method() + " " + path + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectionLostException(request.method() + " " + path + ": interrupted", e);
        }
    }

    private String base() {
        String text = server.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private interface Parsing<T> {
        T of(byte[] body) throws IOException;
    }

    private static <T> T parse(Exchange exchange, Parsing<T> parsing) {
        try {
            return parsing.of(exchange.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(exchange + ": an answer of another form", e);
        }
    }

    private static Exchange succeeded(Exchange exchange) {
        if (exchange.status() < FIRST_FAILURE) {
            return exchange;
        }
        throw refusal(exchange);
    }

    /// Also of answers that are no problem document, as a proxy in between may give.
    static VestnikException refusal(Exchange exchange) {
        JsonNode problem;
        try {
            problem = Json.MAPPER.readTree(exchange.bytes());
        } catch (IOException e) {
            problem = Json.MAPPER.createObjectNode().put("detail", exchange.body());
        }
        List<FieldError> errors = new ArrayList<>();
        for (JsonNode error : problem.path("errors")) {
            errors.add(new FieldError(
                    error.path("field").asText(), error.path("message").asText()));
        }
        int status = exchange.status();
        return new VestnikException(
                status,
                problem.path("code").asText(),
                problem.path("detail").asText(problem.path("title").asText()),
                errors,
                status == TOO_MANY || status == UNAVAILABLE,
                retryAfter(exchange));
    }

    private static @Nullable Duration retryAfter(Exchange exchange) {
        String seconds = exchange.header("retry-after");
        try {
            return seconds == null ? null : Duration.ofSeconds(Long.parseLong(seconds.strip()));
        } catch (NumberFormatException e) {
            // The other form, a date, is not what this server sends; a proxy's is not worth a clock.
            return null;
        }
    }
}
