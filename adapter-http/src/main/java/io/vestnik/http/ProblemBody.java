package io.vestnik.http;

import io.vestnik.wire.About;
import io.vestnik.wire.Bounds;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.FieldError;
import java.util.List;
import java.util.Optional;

/// An error response (RFC 9457).
@About("An error (RFC 9457). `code` is for programs, the rest for humans.")
record ProblemBody(
        @About(value = "The HTTP status.", example = "400") @Bounds(min = 400, max = 599)
        int status,

        @About(value = "A short text, the same for each `code`.", example = "The request is not valid")
        String title,

        @About(value = "What happened here.", example = "See errors.")
        Optional<String> detail,

        ErrorCode code,

        @About("All errors of the request; with `invalid_request`.")
        Optional<List<FieldError>> errors,

        @About(value = "The id of the request in the server's log.", example = "5f2c9a1be07d4463")
        Optional<String> requestId) {

    static ProblemBody of(Answer.Problem problem, String requestId) {
        return new ProblemBody(
                problem.code().status(),
                problem.code().title(),
                problem.detail().isEmpty() ? Optional.empty() : Optional.of(problem.detail()),
                problem.code(),
                problem.errors().isEmpty() ? Optional.empty() : Optional.of(problem.errors()),
                requestId.isEmpty() ? Optional.empty() : Optional.of(requestId));
    }
}
