package io.vestnik.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Parses the frames of the server and writes those of the client.
final class Frames {
    private Frames() {}

    /// @throws IllegalArgumentException if the text is not a frame of the protocol
    static ServerFrame read(String text) {
        try {
            JsonNode frame = Json.MAPPER.readTree(text);
            if (!frame.isObject()) {
                throw new IllegalArgumentException("no frame of this contract: " + text);
            }
            return switch (frame.path("type").asText()) {
                case "ready" -> as(frame, ServerFrame.Ready.class);
                case "live" -> new ServerFrame.Live();
                case "sent" -> as(frame, ServerFrame.Sent.class);
                case "ok" -> as(frame, ServerFrame.Ok.class);
                case "pong" -> as(frame, ServerFrame.Pong.class);
                case "error" -> as(frame, ServerFrame.Refused.class);
                case "message" -> as(frame, ServerFrame.MessageEvent.class);
                case "members" -> as(frame, ServerFrame.MembersEvent.class);
                case "chat" -> as(frame, ServerFrame.ChatEvent.class);
                case "gap" -> as(frame, ServerFrame.GapEvent.class);
                case "removed" -> as(frame, ServerFrame.RemovedEvent.class);
                case "read" -> as(frame, ServerFrame.ReadEvent.class);
                case "allRead" -> as(frame, ServerFrame.AllReadEvent.class);
                case "typing" -> as(frame, ServerFrame.TypingEvent.class);
                case "presence" -> as(frame, ServerFrame.PresenceEvent.class);
                case "user" -> as(frame, ServerFrame.UserEvent.class);
                case "marks" -> as(frame, ServerFrame.MarksEvent.class);
                default -> unknown(frame, text);
            };
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no frame of this contract: " + text, e);
        }
    }

    static ObjectNode frame(String type) {
        return Json.MAPPER.createObjectNode().put("type", type);
    }

    static ObjectNode request(String type, long ref) {
        return frame(type).put("ref", ref);
    }

    private static <T> T as(JsonNode frame, Class<T> type) throws JsonProcessingException {
        return Json.MAPPER.treeToValue(frame, type);
    }

    private static ServerFrame unknown(JsonNode frame, String text) throws JsonProcessingException {
        JsonNode version = frame.path("version");
        return new ServerFrame.UnknownEvent(
                frame.path("type").asText(),
                chatId(frame.path("chatId")),
                version.canConvertToLong() ? version.asLong() : null,
                text);
    }

    private static @Nullable UUID chatId(JsonNode field) throws JsonProcessingException {
        return field.isTextual() ? Json.MAPPER.treeToValue(field, UUID.class) : null;
    }
}
