package io.vestnik.bootstrap.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.vestnik.client.Recorder;
import io.vestnik.websocket.WebSocketEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Holds every frame that crosses the wire against its schema in `/asyncapi.json`. Thread-safe.
final class FrameConformance implements Recorder {
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final SchemaValidatorsConfig STRICT =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode document = document();
    private final Map<String, List<JsonSchema>> schemas = new ConcurrentHashMap<>();
    private final Map<String, Integer> seen = new ConcurrentHashMap<>();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();

    @Override
    public void frameSent(String text) {
        look("receive", text);
    }

    @Override
    public void frameReceived(String text) {
        look("send", text);
    }

    /// Fails with everything that did not conform, or when nothing was seen.
    void check() {
        assertThat(problems).isEmpty();
        assertThat(seen).containsKeys("receive hello", "send ready", "send live");
    }

    private void look(String action, String text) {
        try {
            JsonNode frame = JSON.readTree(text);
            String kind = action + " " + frame.path("type").asText();
            seen.merge(kind, 1, Integer::sum);
            List<Set<ValidationMessage>> findings = schemas.computeIfAbsent(kind, this::schemas).stream()
                    .map(schema -> schema.validate(frame))
                    .toList();
            if (findings.stream().noneMatch(Set::isEmpty)) {
                problems.add(kind + ": " + findings);
            }
        } catch (JsonProcessingException | RuntimeException e) {
            problems.add(action + " a frame that cannot be checked: " + e.getMessage());
        }
    }

    /// The payloads of the messages of that type that operations of that action carry: several requests are answered
    /// by an `ok`, each with a field of its own.
    private List<JsonSchema> schemas(String kind) {
        String action = kind.substring(0, kind.indexOf(' '));
        String type = kind.substring(kind.indexOf(' ') + 1);
        List<JsonSchema> found = new ArrayList<>();
        for (JsonNode operation : document.get("operations")) {
            if (operation.get("action").asText().equals(action)) {
                for (JsonNode reference : operation.get("messages")) {
                    JsonNode message = resolve(resolve(reference));
                    if (message.get("name").asText().equals(type)) {
                        ObjectNode root = JsonNodeFactory.instance.objectNode();
                        root.setAll((ObjectNode) message.get("payload"));
                        root.set("components", document.get("components"));
                        found.add(FACTORY.getSchema(root, STRICT));
                    }
                }
            }
        }
        return found;
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static JsonNode document() {
        try {
            return JSON.readTree(WebSocketEndpoint.asyncApi());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
