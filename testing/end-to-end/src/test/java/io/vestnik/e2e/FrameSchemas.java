package io.vestnik.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.vestnik.websocket.WebSocketEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The schemas of all frames in `/asyncapi.json`. Thread-safe.
public final class FrameSchemas {
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder -> builder.metaSchema(JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                    .keyword(new NonValidationKeyword("components"))
                    .build()));
    private static final SchemaValidatorsConfig STRICT =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode DOCUMENT = document();
    private static final Map<String, List<JsonSchema>> SCHEMAS = new ConcurrentHashMap<>();

    private FrameSchemas() {}

    /// Returns how a frame from the server violates its schema; empty if the frame is valid.
    public static Optional<String> problemFromServer(String text) {
        return problem("send", text);
    }

    /// Returns how a frame from a client violates its schema; empty if the frame is valid.
    public static Optional<String> problemFromClient(String text) {
        return problem("receive", text);
    }

    /// @param action `send` or `receive`, from the server's point of view
    private static Optional<String> problem(String action, String text) {
        try {
            JsonNode frame = JSON.readTree(text);
            String kind = action + " " + frame.path("type").asText();
            List<Set<ValidationMessage>> findings = SCHEMAS.computeIfAbsent(kind, FrameSchemas::schemas).stream()
                    .map(schema -> schema.validate(frame))
                    .toList();
            return findings.stream().anyMatch(Set::isEmpty)
                    ? Optional.empty()
                    : Optional.of(kind + ": " + findings + " in " + text);
        } catch (JsonProcessingException | RuntimeException e) {
            return Optional.of(action + " a frame that cannot be checked: " + e.getMessage());
        }
    }

    /// Returns the schemas of all messages of a type. A type may have several schemas: the `ok` answers to different
    /// requests have different fields.
    private static List<JsonSchema> schemas(String kind) {
        String action = kind.substring(0, kind.indexOf(' '));
        String type = kind.substring(kind.indexOf(' ') + 1);
        List<JsonSchema> found = new ArrayList<>();
        for (JsonNode operation : DOCUMENT.get("operations")) {
            if (operation.get("action").asText().equals(action)) {
                for (JsonNode reference : operation.get("messages")) {
                    JsonNode message = resolve(resolve(reference));
                    if (message.get("name").asText().equals(type)) {
                        ObjectNode root = JsonNodeFactory.instance.objectNode();
                        root.setAll((ObjectNode) message.get("payload"));
                        root.set("components", DOCUMENT.get("components"));
                        found.add(FACTORY.getSchema(root, STRICT));
                    }
                }
            }
        }
        return found;
    }

    private static JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? DOCUMENT.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static JsonNode document() {
        try {
            return JSON.readTree(WebSocketEndpoint.asyncApi());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
