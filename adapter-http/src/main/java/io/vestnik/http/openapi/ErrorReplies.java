package io.vestnik.http.openapi;

import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.vestnik.http.route.AnswerWriter;
import io.vestnik.http.route.RequestReader;
import io.vestnik.http.route.Route;
import io.vestnik.wire.ErrorCode;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The error responses of an endpoint, by status.
final class ErrorReplies {
    private ErrorReplies() {}

    /// The error codes of a route by status: the codes of every route, the codes that this route declares, and the
    /// codes that follow from its properties.
    static SortedMap<Integer, Set<ErrorCode>> of(Route<?> route) {
        Set<ErrorCode> codes = EnumSet.of(ErrorCode.INTERNAL, ErrorCode.UNAVAILABLE);
        codes.addAll(route.errors());
        if (!route.request().fields().isEmpty()) {
            codes.add(ErrorCode.INVALID_REQUEST);
        }
        if (route.request().fields().stream().anyMatch(RequestReader::inBody)) {
            codes.add(ErrorCode.PAYLOAD_TOO_LARGE);
            codes.add(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        }
        if (route.needsToken()) {
            codes.add(ErrorCode.NOT_AUTHENTICATED);
            codes.add(ErrorCode.TOKEN_EXPIRED);
        }
        if (route.rateLimited() == Route.RateLimited.YES) {
            codes.add(ErrorCode.RATE_LIMITED);
        }
        SortedMap<Integer, Set<ErrorCode>> byStatus = new TreeMap<>();
        codes.forEach(code -> byStatus.computeIfAbsent(code.status(), status -> EnumSet.noneOf(ErrorCode.class))
                .add(code));
        return byStatus;
    }

    /// The name that the document gives to the response with these codes, for example `ChatNotFoundOrMessageNotFound`.
    static String name(Set<ErrorCode> codes) {
        return codes.stream()
                .map(code -> Arrays.stream(code.code().split("_", -1))
                        .map(word -> word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1))
                        .collect(Collectors.joining()))
                .collect(Collectors.joining("Or"));
    }

    /// The response of one status.
    ///
    /// @param problem the schema of problems
    static ApiResponse response(Set<ErrorCode> codes, Schema<?> problem) {
        Map<String, Example> examples = new LinkedHashMap<>();
        codes.forEach(code ->
                examples.put(code.code(), new Example().summary(code.title()).value(example(code))));
        ApiResponse response = new ApiResponse()
                .description(codes.stream()
                        .map(code -> String.format(Locale.ROOT, "`%s`: %s.", code.code(), code.title()))
                        .collect(Collectors.joining(" ")))
                .content(new Content()
                        .addMediaType(
                                AnswerWriter.PROBLEM_JSON,
                                new MediaType().schema(problem).examples(examples)));
        if (codes.stream().anyMatch(ErrorCode::retryable)) {
            response.addHeaderObject(
                    "Retry-After",
                    new Header().description("Seconds after which to retry.").schema(typed("integer")));
        }
        if (codes.contains(ErrorCode.NOT_AUTHENTICATED)) {
            response.addHeaderObject(
                    "WWW-Authenticate",
                    new Header().description("How to authenticate: `Bearer`.").schema(typed("string")));
        }
        return response;
    }

    private static Map<String, Object> example(ErrorCode code) {
        Map<String, Object> example = new LinkedHashMap<>();
        example.put("status", code.status());
        example.put("title", code.title());
        example.put("code", code.code());
        if (code == ErrorCode.INVALID_REQUEST) {
            example.put("detail", "See errors.");
            example.put("errors", java.util.List.of(Map.of("field", "text", "message", "is required")));
        }
        return example;
    }

    /// The schema that accepts every value of a JSON type.
    static Schema<?> typed(String type) {
        return new io.swagger.v3.oas.models.media.JsonSchema().types(java.util.Set.of(type));
    }
}
