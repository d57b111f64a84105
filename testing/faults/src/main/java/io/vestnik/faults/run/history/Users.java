package io.vestnik.faults.run.history;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The users of a run, each with the number of its client. Thread-safe.
public final class Users {
    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();

    /// Adds a user.
    public void add(UUID user, int number) {
        numbers.put(user.toString(), number);
    }

    /// Writes the number of a user as a field, if the user takes part in the run.
    void write(JsonGenerator line, String field, String user) throws IOException {
        Integer number = numbers.get(user);
        if (number != null) {
            line.writeNumberField(field, number);
        }
    }

    /// Writes an object with a field for each user of the run among the members of an event.
    void writeMembers(JsonGenerator line, JsonNode members) throws IOException {
        line.writeObjectFieldStart("members");
        for (JsonNode member : members) {
            Integer number = numbers.get(member.path("userId").asText());
            if (number != null) {
                line.writeBooleanField(Integer.toString(number), member.hasNonNull("role"));
            }
        }
        line.writeEndObject();
    }
}
