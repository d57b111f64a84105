package io.vestnik.e2e.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.client.Recorder;
import io.vestnik.e2e.FrameSchemas;
import io.vestnik.wire.json.Json;
import io.vestnik.wire.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Checks every transmitted frame against its schema in `/asyncapi.json`. Thread-safe.
final class FrameConformance implements Recorder {
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();

    @Override
    public void frameSent(String text) {
        seen.add("sent " + type(text));
        FrameSchemas.problemFromClient(text).ifPresent(problems::add);
    }

    @Override
    public void frameReceived(String text) {
        seen.add("received " + type(text));
        FrameSchemas.problemFromServer(text).ifPresent(problems::add);
    }

    /// Fails with all violations, or if no frame was transmitted.
    void check() {
        assertThat(problems).isEmpty();
        assertThat(seen).contains("sent hello", "received ready", "received live");
    }

    private static String type(String text) {
        try {
            JsonNode frame = Json.parse(text.getBytes(StandardCharsets.UTF_8));
            return frame.path("type").asText();
        } catch (MalformedJsonException e) {
            return "unreadable";
        }
    }
}
