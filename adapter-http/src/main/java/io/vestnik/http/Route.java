package io.vestnik.http;

import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.RecordShape;
import io.vestnik.wire.WireType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/// An endpoint, declared: from this come its place in the router, the reading of its requests, its part of
/// `/openapi.json`, and the rows of the tests that go through all endpoints.
///
/// @param <Q> the request: a record whose components say where they are taken from
/// @param path with parameters in braces
/// @param operation unique; what a generated client calls it
/// @param errors beside those that every endpoint can answer
/// @param memory the bytes that answering a request may take at once; 0 where an answer is small
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

    /// What a visitor or caller gets for a request.
    sealed interface Action<Q> {
        /// For everybody.
        non-sealed interface Open<Q> extends Action<Q> {
            /// Answers.
            Answer answer(Q request, Visitor visitor);
        }

        /// For those with an access token.
        non-sealed interface Members<Q> extends Action<Q> {
            /// Answers.
            Answer answer(Q request, Caller caller);
        }
    }

    /// Whether requests count against the limit of their address.
    enum Pace {
        /// They do.
        LIMITED,
        /// They do not: whoever watches the server must not lock itself out.
        FREE
    }

    /// One of the answers that are no errors.
    ///
    /// @param body empty when there is none, or it is no JSON
    /// @param contentType empty when there is no body
    /// @param headers by name: what they say
    record Reply(
            int status,
            String description,
            Optional<WireType<?>> body,
            String contentType,
            Map<String, String> headers) {}

    /// Whether it takes an access token.
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

    /// A request that says nothing but its path.
    record Nothing() {}

    /// A route being declared.
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

        /// What it is called, where it stands, and what it does in a few words.
        Draft<Q> named(String operation, String tag, String summary) {
            this.operation = operation;
            this.tag = tag;
            this.summary = summary;
            return this;
        }

        /// What else there is to know.
        Draft<Q> explained(String description) {
            this.description = description;
            return this;
        }

        /// The request is read as this record. Comes first.
        <R extends Record> Draft<R> takes(Class<R> request) {
            return new Draft<>(method, path, request);
        }

        /// It can answer with this JSON.
        Draft<Q> gives(int status, Class<? extends Record> body, String description) {
            replies.add(new Reply(status, description, Optional.of(Shapes.of(body)), Answer.JSON, Map.of()));
            return this;
        }

        /// It can answer without a body.
        Draft<Q> gives(int status, String description) {
            replies.add(new Reply(status, description, Optional.empty(), "", Map.of()));
            return this;
        }

        /// It can answer with something that is not described further.
        Draft<Q> gives(int status, String contentType, String description) {
            replies.add(new Reply(status, description, Optional.empty(), contentType, Map.of()));
            return this;
        }

        /// The answer declared last has this header.
        Draft<Q> with(String header, String meaning) {
            Reply last = replies.removeLast();
            Map<String, String> headers = new LinkedHashMap<>(last.headers());
            headers.put(header, meaning);
            replies.add(new Reply(last.status(), last.description(), last.body(), last.contentType(), headers));
            return this;
        }

        /// It can answer with these errors, beside those that every endpoint has.
        Draft<Q> fails(ErrorCode... codes) {
            errors.addAll(List.of(codes));
            return this;
        }

        /// It does not count against the limit of its address.
        Draft<Q> free() {
            pace = Pace.FREE;
            return this;
        }

        /// Answering a request may take as many bytes at once. Without this, an answer has at most a few dozen KiB.
        Draft<Q> holds(ToLongFunction<Q> bytes) {
            memory = bytes;
            return this;
        }

        /// For everybody.
        Route<Q> open(Action.Open<Q> action) {
            return done(action);
        }

        /// For those with an access token.
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
