package io.vestnik.attacks.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;

/// One HTTP response.
///
/// @param body empty when it was skipped
/// @param bytes length of the body, also when it was skipped
/// @param retryAfterSeconds -1 when absent
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Reply(int status, byte[] body, long bytes, long retryAfterSeconds) {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int FIRST_FAILURE = 400;

    public boolean succeeded() {
        return status < FIRST_FAILURE;
    }

    /// The body as JSON; an empty object when it is no JSON.
    public JsonNode json() {
        try {
            JsonNode read = MAPPER.readTree(body);
            return read == null ? JsonNodeFactory.instance.objectNode() : read;
        } catch (IOException e) {
            // HTML and empty bodies have no fields.
            return JsonNodeFactory.instance.objectNode();
        }
    }

    /// The status, and for a refusal its code: `200`, `429 rate_limited`.
    public String outcome() {
        if (succeeded()) {
            return Integer.toString(status);
        }
        String code = json().path("code").asText();
        return code.isEmpty() ? Integer.toString(status) : status + " " + code;
    }
}
