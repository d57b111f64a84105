package io.vestnik.faults.run.history;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.client.Message;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;

/// The fields of a message in a line of a history.
///
/// @param user the id of the sender; empty if the server does not disclose it
/// @param text empty if the message is deleted
/// @param change `edited`, `deleted`, or empty
record SeenFields(long id, long version, String user, String text, long sentMillis, boolean read, String change) {
    private static final String EDITED = "edited";
    private static final String DELETED = "deleted";

    /// Reads the fields from a frame.
    static SeenFields of(JsonNode message) {
        return new SeenFields(
                message.path("id").asLong(),
                message.path("version").asLong(),
                message.path("senderId").asText(),
                message.path("text").asText(),
                Instant.parse(message.path("sentAt").asText()).toEpochMilli(),
                message.path("read").asBoolean(),
                message.hasNonNull("deletedAt") ? DELETED : message.hasNonNull("editedAt") ? EDITED : "");
    }

    /// Reads the fields from an answer over HTTP.
    static SeenFields of(Message message) {
        return new SeenFields(
                message.id(),
                message.version(),
                message.senderId() == null ? "" : message.senderId().toString(),
                Objects.requireNonNullElse(message.text(), ""),
                message.sentAt().toEpochMilli(),
                message.read(),
                message.isDeleted() ? DELETED : message.editedAt() != null ? EDITED : "");
    }

    /// Writes the object.
    void write(JsonGenerator line, Users users) throws IOException {
        line.writeStartObject();
        line.writeNumberField("id", id);
        line.writeNumberField("v", version);
        line.writeNumberField("at", sentMillis);
        SentText origin = SentText.parse(text);
        if (origin != null) {
            line.writeNumberField("from", origin.sender());
            line.writeNumberField("seq", origin.number());
        }
        users.write(line, "user", user);
        line.writeBooleanField("read", read);
        if (!change.isEmpty()) {
            line.writeStringField("change", change);
        }
        line.writeEndObject();
    }
}
