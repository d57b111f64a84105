package io.vestnik.http.route;

import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.json.RecordShape;
import io.vestnik.wire.json.WireType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/// A declared endpoint. The router, the reading of requests, `/openapi.json` and the tests over all endpoints use this
/// declaration.
///
/// @param <Q> the request: a record whose components are annotated with their source, or else belong to the body
/// @param path the path, with parameters in braces
/// @param operation the unique name of the operation, which is the method name in generated clients
/// @param errors error codes in addition to the error codes of every endpoint
/// @param memory the maximum memory that answering a request takes, in bytes; 0 for small responses
public record Route<Q extends Record>(
        HttpMethod method,
        String path,
        String operation,
        String tag,
        String summary,
        String description,
        RecordShape<Q> request,
        List<Reply> replies,
        Set<ErrorCode> errors,
        RateLimited rateLimited,
        ToLongFunction<Q> memory,
        Action<Q> action) {

    /// The action of an endpoint, which answers its requests.
    public sealed interface Action<Q> {
        /// An action for every client.
        non-sealed interface Open<Q> extends Action<Q> {
            /// Answers a request.
            Answer answer(Q request, Client client);
        }

        /// An action for authenticated clients.
        non-sealed interface Authenticated<Q> extends Action<Q> {
            /// Answers a request.
            Answer answer(Q request, Caller caller);
        }
    }

    /// Whether the requests of an endpoint count against the rate limit of their address.
    public enum RateLimited {
        /// Requests count.
        YES,
        /// Requests do not count, so that monitoring does not lock itself out.
        NO
    }

    /// One of the successful responses of an endpoint.
    ///
    /// @param body the type of the JSON body; empty if there is no body, or it is not JSON
    /// @param contentType empty if there is no body
    /// @param headers the meanings of the response's headers, by name
    public record Reply(
            int status,
            String description,
            Optional<WireType<?>> body,
            String contentType,
            Map<String, String> headers) {}

    /// Whether the endpoint requires an access token.
    public boolean needsToken() {
        return action instanceof Action.Authenticated<Q>;
    }

    /// Begins the declaration of a `GET` endpoint. [#post], [#put], [#patch] and [#delete] begin the declarations of
    /// endpoints with other HTTP methods.
    public static RouteBuilder<Nothing> get(String path) {
        return new RouteBuilder<>(HttpMethod.GET, path, Nothing.class);
    }

    public static RouteBuilder<Nothing> post(String path) {
        return new RouteBuilder<>(HttpMethod.POST, path, Nothing.class);
    }

    public static RouteBuilder<Nothing> put(String path) {
        return new RouteBuilder<>(HttpMethod.PUT, path, Nothing.class);
    }

    public static RouteBuilder<Nothing> patch(String path) {
        return new RouteBuilder<>(HttpMethod.PATCH, path, Nothing.class);
    }

    public static RouteBuilder<Nothing> delete(String path) {
        return new RouteBuilder<>(HttpMethod.DELETE, path, Nothing.class);
    }

    /// A request with nothing but its path.
    public record Nothing() {}
}
