package io.vestnik.attacks.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;

/// An HTTP response.
///
/// @param body the body; empty if it was not kept
/// @param bytes the length of the body, even if the body was not kept
/// @param retryAfterSeconds the value of `Retry-After`; -1 if it is absent
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Reply(int status, byte[] body, long bytes, long retryAfterSeconds) {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int FIRST_FAILURE = 400;

    public boolean succeeded() {
        return status < FIRST_FAILURE;
    }

    /// The body as JSON; an empty object if the body is not JSON.
    public JsonNode json() {
        try {
            JsonNode read = MAPPER.readTree(body);
            return read == null ? JsonNodeFactory.instance.objectNode() : read;
        } catch (IOException e) {
            // A body that is not JSON, such as HTML or an empty body, has no fields.
            return JsonNodeFactory.instance.objectNode();
        }
    }

    /// The status, and the error code of a refusal: `200`, `429 rate_limited`.
    public String outcome() {
        if (succeeded()) {
            return Integer.toString(status);
        }
        String code = json().path("code").asText();
        return code.isEmpty() ? Integer.toString(status) : status + " " + code;
    }
}
