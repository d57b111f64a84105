package io.vestnik.faults.run.history;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/// Writes the lines of the events that a client receives.
final class EventLines {
    private final Users users;

    EventLines(Users users) {
        this.users = users;
    }

    /// Receives a line.
    @FunctionalInterface
    interface Lines {
        /// Writes a line with this event and these fields.
        void write(String event, History.Fields fields);
    }

    /// Writes the lines of one frame. A frame that no law is about has none.
    void write(JsonNode frame, Lines lines) {
        String type = frame.path("type").asText();
        switch (type) {
            case "message" ->
                lines.write(type, line -> {
                    versioned(line, frame);
                    line.writeFieldName("m");
                    SeenFields.of(frame.path("message")).write(line, users);
                });
            case "members" ->
                lines.write(type, line -> {
                    versioned(line, frame);
                    users.writeMembers(line, frame.path("members"));
                });
            case "chat" -> chat(frame, lines);
            case "gap", "skipped" -> lines.write(type, line -> versioned(line, frame));
            case "removed" -> lines.write(type, line -> inChat(line, frame));
            case "marks" -> frame.path("items").forEach(item -> marks(item, lines));
            case "read" ->
                lines.write(type, line -> {
                    inChat(line, frame);
                    users.write(line, "user", frame.path("userId").asText());
                    line.writeNumberField("upTo", frame.path("upTo").asLong());
                });
            case "allRead" ->
                lines.write(type, line -> {
                    inChat(line, frame);
                    line.writeNumberField("upTo", frame.path("upTo").asLong());
                });
            default -> {
                if (frame.hasNonNull("chatId") && frame.hasNonNull("version")) {
                    // An event of an unknown type moves the cursor.
                    lines.write("version", line -> versioned(line, frame));
                }
            }
        }
    }

    /// A chat with the user's own fields is a snapshot; one without them is a change of the shared fields.
    private static void chat(JsonNode frame, Lines lines) {
        JsonNode chat = frame.path("chat");
        if (chat.hasNonNull("myRole")) {
            lines.write("chat", line -> {
                versioned(line, frame);
                line.writeNumberField("last", chat.path("lastMessageId").asLong());
            });
        } else {
            lines.write("version", line -> versioned(line, frame));
        }
    }

    private static void marks(JsonNode item, Lines lines) {
        lines.write("marks", line -> {
            inChat(line, item);
            line.writeNumberField("readUpTo", item.path("readUpTo").asLong());
            line.writeNumberField("allReadUpTo", item.path("allReadUpTo").asLong());
        });
    }

    private static void versioned(JsonGenerator line, JsonNode frame) throws IOException {
        inChat(line, frame);
        line.writeNumberField("v", frame.path("version").asLong());
    }

    private static void inChat(JsonGenerator line, JsonNode frame) throws IOException {
        line.writeStringField("chat", frame.path("chatId").asText());
    }
}
