package io.vestnik.e2e.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.application.limit.Limits;
import io.vestnik.application.live.LiveMemory;
import io.vestnik.application.live.LiveSettings;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import io.vestnik.e2e.Setup.Store;
import io.vestnik.http.HttpSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests with three users of a server. Each test runs over each store.
@ParameterizedClass
@EnumSource
abstract class ProtocolTest {
    private static @Nullable LocalServer server;

    @Parameter
    private @Nullable Store store;

    Actor alice;
    Actor bob;
    Actor carol;

    /// Sets up a server without rate limits, with the protocol's bounds on connections. A group has at most 600
    /// members, and counts as large with more than 5.
    static Setup setup(Store store) {
        LiveSettings live =
                new LiveSettings(0, 5, 2, Duration.ofSeconds(5), Duration.ofSeconds(30), LiveMemory.ofHeap());
        return Setup.on(store)
                .http(HttpSettings.local())
                .live(live)
                .limits(new Limits(600, 0, 0, 0, 0, 0, 0, 32, 64, 1 << 20));
    }

    @BeforeParameterizedClassInvocation
    static void start(Store store) {
        server = LocalServer.start(setup(store));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server().close();
    }

    private static LocalServer server() {
        return Objects.requireNonNull(server);
    }

    @BeforeEach
    final void threePeopleRegister() {
        alice = registers("Alice");
        bob = registers("Bob");
        carol = registers("Carol");
    }

    @AfterEach
    final void disconnectAll() {
        server().disconnectAll();
    }

    final Store store() {
        return Objects.requireNonNull(store);
    }

    static Actor registers(String name) {
        return Actor.registers(server(), name);
    }

    static String json(String template, Object... values) {
        return Actor.json(template, values);
    }

    static String key() {
        return UUID.randomUUID().toString();
    }

    /// Returns one field of each item of a list.
    static List<String> each(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(item -> item.path(field).asText())
                .toList();
    }

    static List<String> each(List<JsonNode> list, String field) {
        return list.stream().map(item -> item.path(field).asText()).toList();
    }
}
