package io.vestnik.websocket.frame;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestnik.wire.json.Json;
import io.vestnik.wire.schema.Schema;
import io.vestnik.wire.schema.SchemaWriter;
import java.util.List;
import java.util.Locale;

/// The AsyncAPI 3 document, generated from the declarations of the frames.
public final class AsyncApi {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String CHANNEL = "ws";
    private static final String SCHEMAS = "#/components/schemas/";
    private static final String MESSAGES = "#/components/messages/";

    private AsyncApi() {}

    /// The document, in UTF-8.
    ///
    /// @param path the path of the endpoint
    public static byte[] document(String path) {
        SchemaWriter schemas = new SchemaWriter(SCHEMAS);
        ObjectNode document = NODES.objectNode();
        document.put("asyncapi", "3.0.0");
        ObjectNode info = document.putObject("info");
        info.put("title", "Vestnik over WebSocket");
        info.put("version", Integer.toString(ServerFrames.PROTOCOL_VERSION));
        info.put("description", description());
        info.putObject("license").put("name", "Apache-2.0");
        document.put("defaultContentType", "application/json");

        ObjectNode channel = document.putObject("channels").putObject(CHANNEL);
        channel.put("address", path);
        channel.put("description", "Text frames, one JSON object each, distinguished by `" + Declaration.TYPE + "`.");
        ObjectNode inChannel = channel.putObject("messages");
        ObjectNode operations = document.putObject("operations");
        ObjectNode components = NODES.objectNode();
        ObjectNode messages = components.putObject("messages");
        describe(ClientFrames.ALL, "receive", schemas, inChannel, operations, messages);
        describe(ServerFrames.ALL, "send", schemas, inChannel, operations, messages);
        components.putObject("schemas").setAll(schemas.components());
        document.set("components", components);
        return Json.bytes(document);
    }

    /// @param action the action from the server's point of view
    private static void describe(
            List<Declaration<? extends Record>> frames,
            String action,
            SchemaWriter schemas,
            ObjectNode inChannel,
            ObjectNode operations,
            ObjectNode messages) {
        for (Declaration<? extends Record> frame : frames) {
            Schema.ObjectType schema = frame.schema();
            String name = schema.name();
            ObjectNode message = messages.putObject(name);
            message.put("name", frame.type());
            message.put("title", frame.type());
            message.put("summary", schema.description());
            message.set("payload", schemas.write(schema));
            inChannel.putObject(name).put("$ref", MESSAGES + name);
            ObjectNode operation = operations.putObject(action + name);
            operation.put("action", action);
            operation.putObject("channel").put("$ref", "#/channels/" + CHANNEL);
            operation.putArray("messages").addObject().put("$ref", "#/channels/" + CHANNEL + "/messages/" + name);
        }
    }

    private static String description() {
        StringBuilder text = new StringBuilder("""
            The first frame is `hello`, with an access token. Requests carry `ref`, and each gets exactly one answer \
            with the same `ref`. Both sides ignore types and properties that they do not know.

            Close codes. After 4500, 4501, 4502 and 4504 do not connect again; after 4503 connect again after 30 s. \
            After every other code, also one that is not listed, connect again with jittered back-off:

            """);
        for (CloseCode code : CloseCode.values()) {
            text.append(String.format(Locale.ROOT, "- %d `%s`: %s\n", code.code(), code.reason(), code.about()));
        }
        return text.toString();
    }
}
