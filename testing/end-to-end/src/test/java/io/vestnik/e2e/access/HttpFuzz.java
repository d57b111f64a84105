package io.vestnik.e2e.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vestnik.e2e.access.MatrixUsers.Person;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.json.Json;
import io.vestnik.wire.json.MalformedJsonException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Sends all requests that the server's document declares: mostly valid requests, often nearly valid ones.
final class HttpFuzz implements Callable<FuzzTally> {
    private static final Map<String, ErrorCode> CODES =
            Stream.of(ErrorCode.values()).collect(Collectors.toMap(ErrorCode::code, Function.identity()));

    /// The errors of requests that did not pass parsing.
    private static final Set<ErrorCode> NOT_PARSED = EnumSet.of(
            ErrorCode.INVALID_REQUEST,
            ErrorCode.NOT_AUTHENTICATED,
            ErrorCode.TOKEN_EXPIRED,
            ErrorCode.NOT_FOUND,
            ErrorCode.METHOD_NOT_ALLOWED,
            ErrorCode.PAYLOAD_TOO_LARGE,
            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
            ErrorCode.RATE_LIMITED);

    private static final List<String> ODD_HEADERS = List.of(
            "Content-Type: text/plain",
            "Content-Type: application/json; charset=utf-16",
            "Content-Type: ;;;=",
            "Content-Encoding: gzip",
            "Accept: nonsense",
            "Accept-Encoding: gzip;q=x, *",
            "Authorization: Basic x",
            "Authorization: Bearer",
            "Authorization: Bearer a.b.c",
            "X-Forwarded-For: ,,[::, 999.1.1.1",
            "Forwarded: for=\"[::\";proto",
            "Origin: null",
            "If-None-Match: W/, *",
            "Range: bytes=0-",
            "X-Request-Id: \u0001",
            "X-HTTP-Method-Override: DELETE",
            "Idempotency-Key: not-a-uuid",
            "Idempotency-Key: ",
            "Cookie: a=b; ;",
            "Upgrade: h2c",
            "X-Long: " + "y".repeat(20_000));

    private static final List<String> ODD_METHODS = List.of("FOO", "TRACE", "OPTIONS", "HEAD", "get", "PROPFIND");

    private final UserActions actions;
    private final RawHttp http;
    private final int requests;
    private final Random random;
    private final JsonGenerator generator;
    private final List<Operation> operations = new ArrayList<>();
    private final Person other;
    private final FuzzTally tally = new FuzzTally();
    private Person me;
    private String refreshToken;
    private List<String> chats = List.of();

    /// An operation that the document declares.
    private record Operation(String method, String path, JsonNode declared, boolean aboutPasswords) {}

    HttpFuzz(int port, long seed, int requests) {
        this.actions = UserActions.of(port);
        this.http = new RawHttp(port);
        this.requests = requests;
        this.random = new Random(seed);
        this.other = actions.registers("Fuzzed");
        this.me = actions.registers("Fuzzing");
        this.refreshToken = me.refreshToken();
        JsonNode document = actions.caller()
                .ask("GET", "/openapi.json", Optional.empty(), "")
                .expect(200)
                .json();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> operation.getValue().has("operationId"))
                        .forEach(operation -> operations.add(new Operation(
                                operation.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                operation.getValue(),
                                operation.getValue().toString().contains("bad_credentials")
                                        || path.getKey().equals("/auth/register")))));
        this.generator = new JsonGenerator(document, random, this::known);
        renewChats();
    }

    private void renewChats() {
        chats = List.of(actions.directChat(me, other), actions.group(me, other));
        chats.forEach(chat -> actions.writes(me, chat, "there is something to read"));
    }

    private Optional<JsonNode> known(String name) {
        List<String> values = switch (name) {
            case "chatId" -> chats;
            case "userId", "userIds", "memberIds", "ids" -> List.of(other.id(), me.id());
            case "deviceId" -> List.of(me.deviceId(), other.deviceId());
            case "email" -> List.of(me.email(), "fuzz" + random.nextInt(1000) + "@example.org");
            case "password", "current", "new" -> List.of(UserActions.PASSWORD, "a wrong password", "short");
            case "refreshToken" -> List.of(refreshToken, me.refreshToken());
            case "query" -> List.of("fuzz", "Fuzzing", "@fuz", me.email());
            case "username" -> List.of("fuzz_" + random.nextInt(10_000));
            default -> List.of();
        };
        return values.isEmpty() || generator.chance(10)
                ? Optional.empty()
                : Optional.of(TextNode.valueOf(values.get(random.nextInt(values.size()))));
    }

    @Override
    public FuzzTally call() throws IOException {
        for (int i = 0; i < requests; i++) {
            Operation operation = operations.get(random.nextInt(operations.size()));
            if (!operation.aboutPasswords() || generator.chance(15)) {
                tries(operation);
            }
        }
        http.close();
        return tally;
    }

    private void tries(Operation operation) throws IOException {
        int kind = random.nextInt(100);
        String path = path(operation, kind >= 90 && kind < 95);
        JsonNode schema = operation
                .declared()
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema");
        byte[] body = {};
        if (!schema.isMissingNode()) {
            JsonNode generated = generator.generate(schema, "");
            body = (kind >= 60 && kind < 85 ? generator.spoiled(generated) : generated)
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
            body = kind >= 85 && kind < 90 ? generator.spoiled(body) : body;
        }
        String method = kind >= 98 ? pick(ODD_METHODS) : operation.method();
        StringBuilder head =
                new StringBuilder(String.format(Locale.ROOT, "%s %s HTTP/1.1\r\nHost: localhost\r\n", method, path));
        if (!generator.chance(3)) {
            head.append("Authorization: Bearer ").append(me.token()).append("\r\n");
        }
        if (body.length > 0) {
            head.append("Content-Type: application/json\r\n");
        }
        headers(operation, head);
        if (kind >= 95 && kind < 98) {
            head.append(pick(ODD_HEADERS)).append("\r\n");
        }
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        if (body.length > 0 && generator.chance(1)) {
            http.cut(head.toString(), Arrays.copyOf(body, body.length / 2));
            return;
        }
        RawHttp.@Nullable Reply reply = http.ask(head.toString(), body, method.equals("HEAD"));
        if (reply == null) {
            reply = http.ask(head.toString(), body, method.equals("HEAD"));
        }
        if (reply != null) {
            judge(reply, head + new String(body, StandardCharsets.UTF_8));
        }
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private String path(Operation operation, boolean odd) {
        String path = operation.path();
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation.declared().path("parameters")) {
            String name = parameter.path("name").asText();
            String value = odd && generator.chance(60) ? generator.oddPiece() : encoded(parameter, name);
            if (parameter.path("in").asText().equals("path")) {
                path = path.replace("{" + name + "}", value);
            } else if (parameter.path("in").asText().equals("query")
                    && (parameter.path("required").asBoolean() || generator.chance(40))) {
                query.append(query.isEmpty() ? "?" : "&")
                        .append(name)
                        .append('=')
                        .append(value);
            }
        }
        return path + query;
    }

    private String encoded(JsonNode parameter, String name) {
        JsonNode generated = generator.generate(parameter.path("schema"), name);
        List<String> values = new ArrayList<>();
        if (generated.isArray()) {
            generated.forEach(each -> values.add(each.asText()));
        } else {
            values.add(generated.asText());
        }
        return URLEncoder.encode(String.join(",", values), StandardCharsets.UTF_8)
                .replace("+", "%20");
    }

    private void headers(Operation operation, StringBuilder head) {
        for (JsonNode parameter : operation.declared().path("parameters")) {
            if (parameter.path("in").asText().equals("header") && generator.chance(40)) {
                String name = parameter.path("name").asText();
                head.append(name).append(": ").append(encoded(parameter, name)).append("\r\n");
            }
        }
    }

    private void judge(RawHttp.Reply reply, String asked) {
        if (reply.status() < 400) {
            tally.tried(true);
            remember(reply);
            return;
        }
        Optional<ErrorCode> code = code(reply);
        if (code.isEmpty()) {
            tally.failed(String.format(Locale.ROOT, "a %d that is no problem of the catalogue", reply.status()), asked);
        } else if (code.get().status() != reply.status() || reply.status() >= 500) {
            tally.failed(
                    String.format(
                            Locale.ROOT, "%d %s", reply.status(), code.get().code()),
                    asked);
        }
        tally.tried(code.isPresent() && !NOT_PARSED.contains(code.get()));
        if (code.equals(Optional.of(ErrorCode.NOT_AUTHENTICATED))
                && !actions.verdict(me).equals("200")) {
            // A generated request has logged out the user, revoked the device, or deleted the account. The run
            // continues with a new user.
            me = actions.registers("Fuzzing");
            refreshToken = me.refreshToken();
            renewChats();
        } else if (code.equals(Optional.of(ErrorCode.CHAT_NOT_FOUND)) && generator.chance(20)) {
            renewChats();
        }
    }

    private static Optional<ErrorCode> code(RawHttp.Reply reply) {
        if (reply.body().length == 0) {
            // The answer to `HEAD` has no body.
            return Stream.of(ErrorCode.values())
                    .filter(code -> code.status() == reply.status())
                    .findFirst();
        }
        try {
            return reply.headers().getOrDefault("content-type", "").equals("application/problem+json")
                    ? Optional.ofNullable(
                            CODES.get(Json.parse(reply.body()).path("code").asText()))
                    : Optional.empty();
        } catch (MalformedJsonException e) {
            return Optional.empty();
        }
    }

    /// Sometimes continues with the tokens of the response, if it contains a session of this device.
    private void remember(RawHttp.Reply reply) {
        try {
            if (reply.headers().getOrDefault("content-type", "").equals("application/json")
                    && reply.body().length > 0
                    && generator.chance(20)) {
                JsonNode session = Json.parse(reply.body());
                if (session.path("deviceId").asText().equals(me.deviceId()) && session.has("refreshToken")) {
                    me = Person.of(me.email(), session);
                    refreshToken = me.refreshToken();
                }
            }
        } catch (MalformedJsonException e) {
            tally.failed("invalid JSON under a JSON content type", new String(reply.body(), StandardCharsets.UTF_8));
        }
    }
}
