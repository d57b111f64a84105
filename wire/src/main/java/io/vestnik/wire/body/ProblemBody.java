package io.vestnik.wire.body;

import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.json.FieldError;
import io.vestnik.wire.schema.Bounds;
import io.vestnik.wire.schema.Description;
import java.util.List;
import java.util.Optional;

/// An error response (RFC 9457).
@Description("An error (RFC 9457). `code` is for programs, the rest for humans.")
public record ProblemBody(
        @Description(value = "The HTTP status.", example = "400") @Bounds(min = 400, max = 599)
        int status,

        @Description(value = "A short text, the same for each `code`.", example = "The request is not valid")
        String title,

        @Description(value = "What happened here.", example = "See errors.")
        Optional<String> detail,

        ErrorCode code,

        @Description("All errors of the request; with `invalid_request`.")
        Optional<List<FieldError>> errors,

        @Description(value = "The id of the request in the server's log.", example = "5f2c9a1be07d4463")
        Optional<String> requestId) {}
