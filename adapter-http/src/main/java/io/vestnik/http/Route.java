package io.vestnik.http;

import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.json.RecordShape;
import io.vestnik.wire.json.WireType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/// A declared endpoint. The router, the reading of requests, `/openapi.json` and the tests over all endpoints use this
/// declaration.
///
/// @param <Q> the request: a record whose components name their source
/// @param path with parameters in braces
/// @param operation unique; the method name in generated clients
/// @param errors in addition to those of every endpoint
/// @param memory bytes that answering a request may take at once; 0 for small responses
record Route<Q extends Record>(
        HttpMethod method,
        String path,
        String operation,
        String tag,
        String summary,
        String description,
        RecordShape<Q> request,
        List<Reply> replies,
        Set<ErrorCode> errors,
        Pace pace,
        ToLongFunction<Q> memory,
        Action<Q> action) {

    /// Answers a request.
    sealed interface Action<Q> {
        /// For every client.
        non-sealed interface Open<Q> extends Action<Q> {
            /// Answers a request.
            Answer answer(Q request, Visitor visitor);
        }

        /// For authenticated clients.
        non-sealed interface Members<Q> extends Action<Q> {
            /// Answers a request.
            Answer answer(Q request, Caller caller);
        }
    }

    /// Whether requests count against the limit of their address.
    enum Pace {
        /// Requests count.
        LIMITED,
        /// Requests do not count, so that monitoring does not lock itself out.
        FREE
    }

    /// One of the successful responses.
    ///
    /// @param body empty if there is none, or it is not JSON
    /// @param contentType empty if there is no body
    /// @param headers meanings by name
    record Reply(
            int status,
            String description,
            Optional<WireType<?>> body,
            String contentType,
            Map<String, String> headers) {}

    /// Whether the endpoint requires an access token.
    boolean needsToken() {
        return action instanceof Action.Members<Q>;
    }

    static Draft<Nothing> get(String path) {
        return new Draft<>(HttpMethod.GET, path, Nothing.class);
    }

    static Draft<Nothing> post(String path) {
        return new Draft<>(HttpMethod.POST, path, Nothing.class);
    }

    static Draft<Nothing> put(String path) {
        return new Draft<>(HttpMethod.PUT, path, Nothing.class);
    }

    static Draft<Nothing> patch(String path) {
        return new Draft<>(HttpMethod.PATCH, path, Nothing.class);
    }

    static Draft<Nothing> delete(String path) {
        return new Draft<>(HttpMethod.DELETE, path, Nothing.class);
    }

    /// A request with nothing but its path.
    record Nothing() {}

    /// A route that is being declared.
    static final class Draft<Q extends Record> {
        private final HttpMethod method;
        private final String path;
        private final Class<Q> request;
        private String operation = "";
        private String tag = "";
        private String summary = "";
        private String description = "";
        private final List<Reply> replies = new ArrayList<>();
        private final Set<ErrorCode> errors = EnumSet.noneOf(ErrorCode.class);
        private Pace pace = Pace.LIMITED;
        private ToLongFunction<Q> memory = request -> 0;

        private Draft(HttpMethod method, String path, Class<Q> request) {
            this.method = method;
            this.path = path;
            this.request = request;
        }

        /// Sets the operation's name, its tag and its summary.
        Draft<Q> named(String operation, String tag, String summary) {
            this.operation = operation;
            this.tag = tag;
            this.summary = summary;
            return this;
        }

        /// Sets the description.
        Draft<Q> explained(String description) {
            this.description = description;
            return this;
        }

        /// Sets the record that the request is read as. Must be called first.
        <R extends Record> Draft<R> takes(Class<R> request) {
            return new Draft<>(method, path, request);
        }

        /// Adds a response with this JSON.
        Draft<Q> gives(int status, Class<? extends Record> body, String description) {
            replies.add(new Reply(status, description, Optional.of(Shapes.of(body)), Answer.JSON, Map.of()));
            return this;
        }

        /// Adds a response without a body.
        Draft<Q> gives(int status, String description) {
            replies.add(new Reply(status, description, Optional.empty(), "", Map.of()));
            return this;
        }

        /// Adds a response whose body is not described.
        Draft<Q> gives(int status, String contentType, String description) {
            replies.add(new Reply(status, description, Optional.empty(), contentType, Map.of()));
            return this;
        }

        /// Adds a header to the response that was added last.
        Draft<Q> with(String header, String meaning) {
            Reply last = replies.removeLast();
            Map<String, String> headers = new LinkedHashMap<>(last.headers());
            headers.put(header, meaning);
            replies.add(new Reply(last.status(), last.description(), last.body(), last.contentType(), headers));
            return this;
        }

        /// Adds error codes, in addition to those of every endpoint.
        Draft<Q> fails(ErrorCode... codes) {
            errors.addAll(List.of(codes));
            return this;
        }

        /// Exempts the endpoint from the rate limit of addresses.
        Draft<Q> free() {
            pace = Pace.FREE;
            return this;
        }

        /// Sets the bytes that answering a request may take at once. By default a response has at most a few dozen KiB.
        Draft<Q> holds(ToLongFunction<Q> bytes) {
            memory = bytes;
            return this;
        }

        /// Makes a route for every client.
        Route<Q> open(Action.Open<Q> action) {
            return done(action);
        }

        /// Makes a route for authenticated clients.
        Route<Q> members(Action.Members<Q> action) {
            return done(action);
        }

        private Route<Q> done(Action<Q> action) {
            return new Route<>(
                    method,
                    path,
                    operation,
                    tag,
                    summary,
                    description,
                    Shapes.of(request),
                    List.copyOf(replies),
                    Set.copyOf(errors),
                    pace,
                    memory,
                    action);
        }
    }
}
