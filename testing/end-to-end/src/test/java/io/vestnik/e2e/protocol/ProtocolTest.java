package io.vestnik.e2e.protocol;

import com.fasterxml.jackson.databind.JsonNode;
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

/// Three users of a server, once over each store.
@ParameterizedClass
@EnumSource
abstract class ProtocolTest {
    private static @Nullable LocalServer server;

    @Parameter
    private @Nullable Store store;

    Actor alice;
    Actor bob;
    Actor carol;

    /// The stores under test.
    enum Store {
        MEMORY,
        POSTGRES;

        LocalServer opens(LocalServer.Plan plan) {
            return switch (this) {
                case MEMORY -> LocalServer.inMemory(plan);
                case POSTGRES -> LocalServer.onPostgres(plan);
            };
        }
    }

    @BeforeParameterizedClassInvocation
    static void start(Store store) {
        server = store.opens(LocalServer.Plan.usual());
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
    final void everybodyHangsUp() {
        server().cutAll();
    }

    final Store store() {
        return Objects.requireNonNull(store);
    }

    static Actor registers(String name) {
        return server().registers(name);
    }

    static String json(String template, Object... values) {
        return Actor.json(template, values);
    }

    static String key() {
        return UUID.randomUUID().toString();
    }

    /// One field of each item of a list.
    static List<String> each(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(item -> item.path(field).asText())
                .toList();
    }

    static List<String> each(List<JsonNode> list, String field) {
        return list.stream().map(item -> item.path(field).asText()).toList();
    }
}
