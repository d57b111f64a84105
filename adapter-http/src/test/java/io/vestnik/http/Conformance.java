package io.vestnik.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.vestnik.http.TestServer.Reply;
import java.util.Map;

/// Checks that the OpenAPI document declares a response with its status, content type and body.
final class Conformance {
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final SchemaValidatorsConfig STRICT =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private final JsonNode document;

    Conformance(JsonNode document) {
        this.document = document;
    }

    void check(String method, String path, Reply reply) {
        JsonNode operation = operation(method, path);
        if (operation.isMissingNode()) {
            if (reply.status() >= 400) {
                validate(reference("Problem"), reply);
            }
            return;
        }
        JsonNode declared = operation.path("responses").path(Integer.toString(reply.status()));
        assertThat(declared.isMissingNode())
                .as("%s %s declares no %d", method, path, reply.status())
                .isFalse();
        JsonNode response = declared.has("$ref")
                ? document.at(declared.get("$ref").textValue().substring(1))
                : declared;
        if (!response.has("content")) {
            assertThat(reply.response().body()).isEmpty();
            return;
        }
        String type = reply.header("Content-Type").orElseThrow().replaceFirst(";.*", "");
        JsonNode media = response.get("content").path(type);
        assertThat(media.isMissingNode())
                .as("%s %s declares no %s", method, path, type)
                .isFalse();
        if (type.endsWith("json")) {
            validate(media.get("schema"), reply);
            if (response.path("content").path(type).has("examples") && reply.status() >= 400) {
                assertThat(media.get("examples").has(reply.code()))
                        .as("%s %s declares no %s", method, path, reply.code())
                        .isTrue();
            }
        }
    }

    private JsonNode operation(String method, String path) {
        for (Map.Entry<String, JsonNode> item : document.get("paths").properties()) {
            if (path.replaceFirst("\\?.*", "").matches(item.getKey().replaceAll("\\{[^}]+}", "[^/]+"))) {
                JsonNode operation = item.getValue().path(method.toLowerCase(java.util.Locale.ROOT));
                if (!operation.isMissingNode()) {
                    return operation;
                }
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    private void validate(JsonNode schema, Reply reply) {
        ObjectNode root = schema.deepCopy();
        root.set("components", document.get("components"));
        assertThat(FACTORY.getSchema(root, STRICT).validate(reply.json()))
                .as(reply.text())
                .isEmpty();
    }

    private static JsonNode reference(String name) {
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/" + name);
    }
}
