package io.vestnik.client;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Sends HTTP requests with the JDK's client: adds headers, converts JSON, reads problem documents, and records all
/// exchanges.
///
/// A proxy, a gateway or the login page of a network may answer in place of the server, so a status code alone proves
/// nothing. A response is a success if its body has the expected form, and a refusal if it is a problem document of the
/// protocol. Any other response counts as no answer, like a broken connection.
record HttpTransport(URI server, Transport transport, Supplier<@Nullable String> accessToken) {
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;
    private static final int FIRST_FAILURE = 400;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final String PROBLEM_JSON = "application/problem+json";
    private static final byte[] EMPTY = {};

    /// The form of `Retry-After`: a number of seconds, up to about eleven days. No limit requires a longer pause.
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");

    HttpTransport as(Supplier<@Nullable String> token) {
        return new HttpTransport(server, transport, token);
    }

    <T> T call(String method, String path, @Nullable Object body, Class<T> type) {
        return read(exchange(method, path, Map.of(), body), type);
    }

    <T> T call(String method, String path, @Nullable Object body, TypeReference<T> type) {
        return parse(exchange(method, path, Map.of(), body), bytes -> Json.MAPPER.readValue(bytes, type));
    }

    /// Executes a request that the server answers with 204 and no body.
    void call(String method, String path, @Nullable Object body) {
        Exchange exchange = exchange(method, path, Map.of(), body);
        if (exchange.status() != NO_CONTENT) {
            throw failure(exchange);
        }
    }

    /// Returns the parsed body of a successful response; throws otherwise.
    <T> T read(Exchange exchange, Class<T> type) {
        return parse(exchange, bytes -> Json.MAPPER.readValue(bytes, type));
    }

    Exchange exchange(String method, String path, Map<String, String> headers, @Nullable Object body) {
        if (body == null) {
            return exchange(method, path, headers, EMPTY);
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
                .timeout(transport.timeout())
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        all.forEach(request::setHeader);
        Exchange exchange = send(request.build(), path, all, body);
        transport.recorder().exchanged(exchange);
        return exchange;
    }

    private Exchange send(HttpRequest request, String path, Map<String, String> headers, byte[] body) {
        try {
            HttpResponse<byte[]> response = transport.http().send(request, HttpResponse.BodyHandlers.ofByteArray());
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
        @Nullable
        T of(byte[] body) throws IOException;
    }

    private static <T> T parse(Exchange exchange, Parsing<T> parsing) {
        if (exchange.status() != OK && exchange.status() != CREATED) {
            throw failure(exchange);
        }
        try {
            T value = parsing.of(exchange.bytes());
            if (value == null) {
                throw unlike(exchange, null);
            }
            return value;
        } catch (IOException e) {
            throw unlike(exchange, e);
        }
    }

    /// The exception for a response that is not a success.
    private static RuntimeException failure(Exchange exchange) {
        VestnikException refusal = refusal(exchange.status(), exchange::header, exchange.body());
        return refusal == null ? unlike(exchange, null) : refusal;
    }

    private static ConnectionLostException unlike(Exchange exchange, @Nullable Throwable cause) {
        return new ConnectionLostException(exchange + ": not an answer of a Vestnik server", cause);
    }

    interface Header {
        /// The first value of a header; null if the header is absent.
        ///
        /// @param name the header's name in lower case
        @Nullable
        String of(String name);
    }

    /// The refusal that a response contains; null if it is not a problem document with a code.
    static @Nullable VestnikException refusal(int status, Header headers, String body) {
        String type = headers.of("content-type");
        if (status < FIRST_FAILURE || type == null || !mediaType(type).equals(PROBLEM_JSON)) {
            return null;
        }
        JsonNode problem;
        try {
            problem = Json.MAPPER.readTree(body);
        } catch (IOException e) {
            return null;
        }
        String code = problem.path("code").asText();
        if (code.isBlank()) {
            return null;
        }
        List<FieldError> errors = new ArrayList<>();
        for (JsonNode error : problem.path("errors")) {
            errors.add(new FieldError(
                    error.path("field").asText(), error.path("message").asText()));
        }
        return new VestnikException(
                status,
                code,
                problem.path("detail").asText(problem.path("title").asText()),
                errors,
                status == TOO_MANY || status == UNAVAILABLE,
                retryAfter(headers.of("retry-after")));
    }

    private static String mediaType(String contentType) {
        return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Duration retryAfter(@Nullable String seconds) {
        // The other form of this header, a date, is never sent by this server.
        return seconds == null || !SECONDS.matcher(seconds.strip()).matches()
                ? null
                : Duration.ofSeconds(Integer.parseInt(seconds.strip()));
    }
}
