package io.vestnik.http.route;

import io.vestnik.wire.ErrorCode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/// A route that is being declared.
public final class RouteBuilder<Q extends Record> {
    private final HttpMethod method;
    private final String path;
    private final Class<Q> request;
    private String operation = "";
    private String tag = "";
    private String summary = "";
    private String description = "";
    private final List<Route.Reply> replies = new ArrayList<>();
    private final Set<ErrorCode> errors = EnumSet.noneOf(ErrorCode.class);
    private Route.RateLimited rateLimited = Route.RateLimited.YES;
    private ToLongFunction<Q> memory = request -> 0;

    RouteBuilder(HttpMethod method, String path, Class<Q> request) {
        this.method = method;
        this.path = path;
        this.request = request;
    }

    /// Sets the operation's name, its tag and its summary.
    public RouteBuilder<Q> named(String operation, String tag, String summary) {
        this.operation = operation;
        this.tag = tag;
        this.summary = summary;
        return this;
    }

    /// Sets the description.
    public RouteBuilder<Q> explained(String description) {
        this.description = description;
        return this;
    }

    /// Sets the record that the request is read as. Must be called before the other methods, because it discards what
    /// they have set.
    public <R extends Record> RouteBuilder<R> takes(Class<R> request) {
        return new RouteBuilder<>(method, path, request);
    }

    /// Adds a response with a JSON body of this type.
    public RouteBuilder<Q> gives(int status, Class<? extends Record> body, String description) {
        replies.add(new Route.Reply(status, description, Optional.of(Shapes.of(body)), Answer.JSON, Map.of()));
        return this;
    }

    /// Adds a response without a body.
    public RouteBuilder<Q> gives(int status, String description) {
        replies.add(new Route.Reply(status, description, Optional.empty(), "", Map.of()));
        return this;
    }

    /// Adds a response whose body is not described.
    public RouteBuilder<Q> gives(int status, String contentType, String description) {
        replies.add(new Route.Reply(status, description, Optional.empty(), contentType, Map.of()));
        return this;
    }

    /// Adds a header to the response that was added last.
    public RouteBuilder<Q> with(String header, String meaning) {
        Route.Reply last = replies.removeLast();
        Map<String, String> headers = new LinkedHashMap<>(last.headers());
        headers.put(header, meaning);
        replies.add(new Route.Reply(last.status(), last.description(), last.body(), last.contentType(), headers));
        return this;
    }

    /// Adds error codes to the error codes of every endpoint.
    public RouteBuilder<Q> fails(ErrorCode... codes) {
        errors.addAll(List.of(codes));
        return this;
    }

    /// Exempts the endpoint from the rate limit of addresses.
    public RouteBuilder<Q> free() {
        rateLimited = Route.RateLimited.NO;
        return this;
    }

    /// Sets the maximum memory that answering a request takes, in bytes. Not needed for responses of at most a few
    /// dozen KiB.
    public RouteBuilder<Q> holds(ToLongFunction<Q> bytes) {
        memory = bytes;
        return this;
    }

    /// Makes a route for every client.
    public Route<Q> open(Route.Action.Open<Q> action) {
        return done(action);
    }

    /// Makes a route for authenticated clients.
    public Route<Q> authenticated(Route.Action.Authenticated<Q> action) {
        return done(action);
    }

    private Route<Q> done(Route.Action<Q> action) {
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
                rateLimited,
                memory,
                action);
    }
}
