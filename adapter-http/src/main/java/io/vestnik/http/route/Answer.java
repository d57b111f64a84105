package io.vestnik.http.route;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.json.FieldError;
import io.vestnik.wire.json.Json;
import io.vestnik.wire.json.WireType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A response to a client.
public sealed interface Answer {

    /// A successful response.
    ///
    /// @param contentType empty if there is no body
    /// @param body read-only if several requests share it
    /// @param headers in addition to those that every response has
    record Given(int status, String contentType, ByteBuffer body, Map<String, String> headers) implements Answer {
        /// A copy of this response with one more header.
        public Given with(String header, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Given(status, contentType, body, Map.copyOf(more));
        }
    }

    /// An error response.
    ///
    /// @param detail an explanation of this occurrence for humans; empty for none
    /// @param headers in addition to those that every response has
    record Problem(ErrorCode code, String detail, List<FieldError> errors, Map<String, String> headers)
            implements Answer {
        /// A copy of this error response with one more header.
        public Problem with(String header, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Problem(code, detail, errors, Map.copyOf(more));
        }
    }

    String JSON = "application/json";

    /// The empty body, for responses that have no body.
    ByteBuffer NO_BODY = ByteBuffer.allocate(0);

    /// The value of `Retry-After` for errors after which the server does not know when a retry can succeed.
    Duration PAUSE = Duration.ofSeconds(1);

    /// A response with a JSON body.
    static <T> Given json(int status, WireType<T> type, T value) {
        return new Given(status, JSON, Json.buffer(type, value), Map.of());
    }

    /// A response without a body, with status 204.
    static Given none() {
        return new Given(204, "", NO_BODY, Map.of());
    }

    /// An error response with a code of the catalogue.
    static Problem problem(ErrorCode code) {
        return problem(code, "");
    }

    /// An error response with a code of the catalogue and a detail.
    static Problem problem(ErrorCode code, String detail) {
        Problem problem = new Problem(code, detail, List.of(), Map.of());
        return switch (code) {
            case NOT_AUTHENTICATED -> problem.with("WWW-Authenticate", "Bearer");
            case TOKEN_EXPIRED ->
                problem.with("WWW-Authenticate", "Bearer error=\"invalid_token\", error_description=\"expired\"");
            case UNAVAILABLE -> problem.with("Retry-After", seconds(PAUSE));
            case INVALID_REQUEST,
                    BAD_CREDENTIALS,
                    TOKEN_REUSED,
                    FORBIDDEN,
                    CHAT_NOT_FOUND,
                    MESSAGE_NOT_FOUND,
                    USER_NOT_FOUND,
                    DEVICE_NOT_FOUND,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    EMAIL_TAKEN,
                    USERNAME_TAKEN,
                    KEY_REUSED,
                    MESSAGE_DELETED,
                    GROUP_FULL,
                    PAYLOAD_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    RATE_LIMITED,
                    INTERNAL -> problem;
        };
    }

    /// An error response for invalid input, with all errors of the input.
    static Problem invalid(List<FieldError> errors) {
        return new Problem(ErrorCode.INVALID_REQUEST, "See errors.", errors, Map.of());
    }

    /// An error response for a request that exceeds a rate limit, or that an overloaded store has refused.
    ///
    /// @param wait the time after which the client may try again
    static Problem tooMany(Duration wait) {
        return problem(ErrorCode.RATE_LIMITED).with("Retry-After", seconds(wait));
    }

    /// The error response for a request that the application refused.
    static Problem refused(Refusal refusal) {
        return switch (refusal) {
            case CHAT_WITH_ONESELF -> invalid(List.of(new FieldError("userId", "must be another user")));
            case CHAT_NOT_FOUND,
                    MESSAGE_NOT_FOUND,
                    USER_NOT_FOUND,
                    FORBIDDEN,
                    KEY_REUSED,
                    MESSAGE_DELETED,
                    GROUP_FULL -> problem(ErrorCode.of(refusal));
        };
    }

    /// Returns the response that `given` makes from the value of a successful outcome, or the error response if the
    /// request was refused.
    static <T> Answer of(Outcome<T> outcome, Function<? super T, ? extends Answer> given) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> given.apply(value);
            case Outcome.Refused<T>(Refusal reason) -> refused(reason);
        };
    }

    /// A duration in whole seconds, rounded up and at least 1, for `Retry-After`.
    private static String seconds(Duration wait) {
        return Long.toString(Math.max(1, wait.plusNanos(999_999_999).toSeconds()));
    }
}
