package io.vestnik.http;

import io.javalin.http.Context;
import io.vestnik.application.FatalErrors;
import io.vestnik.application.RateLimit;
import io.vestnik.application.RateLimitedException;
import io.vestnik.application.account.AccessToken;
import io.vestnik.application.account.Authenticate;
import io.vestnik.application.limit.ClientAddress;
import io.vestnik.application.limit.NetworkBudget;
import io.vestnik.domain.InvalidValueException;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.message.StoreOverloadedException;
import io.vestnik.http.edge.SlowClients;
import io.vestnik.http.route.Answer;
import io.vestnik.http.route.AnswerWriter;
import io.vestnik.http.route.BadRequestException;
import io.vestnik.http.route.Caller;
import io.vestnik.http.route.Client;
import io.vestnik.http.route.RequestAttributes;
import io.vestnik.http.route.RequestBody;
import io.vestnik.http.route.RequestMetrics;
import io.vestnik.http.route.RequestReader;
import io.vestnik.http.route.Route;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.json.FieldError;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.eclipse.jetty.io.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a request through an endpoint: checks the rate limit and the token, reads the request, runs the action and
/// makes the response.
final class RouteRunner {
    private static final Logger LOG = LoggerFactory.getLogger(RouteRunner.class);
    private static final String SCHEME = "bearer ";

    /// The maximum length of a token, in characters. Tokens of this server have a few hundred characters.
    private static final int TOKEN_CHARS_MAX = 4096;

    private final Authenticate authenticate;
    private final RateLimit<ClientAddress> requests;
    private final RequestMetrics metrics;

    private final RunningRequests running;
    private final NetworkBudget requestMemory;
    private final ResponseMemory responseMemory;
    private final FatalErrors fatal;
    private final SlowClients slow;

    /// @param requestMemory the budget of large bodies
    RouteRunner(HttpParts parts, NetworkBudget requestMemory, RunningRequests running, SlowClients slow) {
        this.slow = slow;
        this.authenticate = parts.accounts().authenticate();
        this.requests = parts.requests();
        this.metrics = parts.operation().requests();
        this.running = running;
        this.requestMemory = requestMemory;
        this.responseMemory = new ResponseMemory(parts.memory().responses(), metrics::responseCut);
        this.fatal = parts.fatal();
    }

    /// Answers a request to `route`.
    <Q extends Record> void run(Route<Q> route, RequestReader<Q> reader, Context ctx) throws IOException {
        write(route.path(), held -> answer(route, reader, held, ctx), ctx);
    }

    /// Answers a request that no route matches, unless its address exceeds the rate limit.
    void runFallback(ResponseSource source, Context ctx) throws IOException {
        ResponseSource limited = held -> {
            Optional<Answer> tooMany = limited(RequestAttributes.client(ctx.req()));
            return tooMany.isPresent() ? tooMany.get() : source.answer(held);
        };
        write("", limited, ctx);
    }

    private void write(String route, ResponseSource source, Context ctx) throws IOException {
        long began = System.nanoTime();
        try (RequestResources held = new RequestResources()) {
            Answer answer = guarded(source, held, ctx);
            held.made(answer);
            long bytes = answer instanceof Answer.Given given ? given.body().remaining() : 0;
            RequestAttributes.connection(ctx.req()).ifPresent(connection -> {
                held.until(slow.responding(connection, bytes));
                held.writing(new Reading(connection, slow), bytes);
            });
            AnswerWriter.write(answer, ctx.req(), ctx.res());
        } finally {
            metrics.answered(ctx.req().getMethod(), route, ctx.res().getStatus(), System.nanoTime() - began);
        }
    }

    private <Q extends Record> Answer answer(
            Route<Q> route, RequestReader<Q> reader, RequestResources held, Context ctx) throws BadRequestException {
        Client client = RequestAttributes.client(ctx.req());
        Optional<Answer> tooMany = switch (route.rateLimited()) {
            case YES -> limited(client);
            case NO -> Optional.empty();
        };
        if (tooMany.isPresent()) {
            return tooMany.get();
        }
        return switch (route.action()) {
            case Route.Action.Open<Q> open -> open.answer(reader.read(ctx, bodyMemory(client)), client);
            case Route.Action.Authenticated<Q> action -> {
                Optional<AccessToken> token = token(ctx);
                yield token.isEmpty()
                        ? Answer.problem(ErrorCode.NOT_AUTHENTICATED, "Send `Authorization: Bearer <accessToken>`.")
                        : answerMember(
                                token.get(),
                                caller -> {
                                    held.turn(running.enter(caller.userId()));
                                    Q request = reader.read(ctx, bodyMemory(client));
                                    return withMemory(
                                            route.memory().applyAsLong(request),
                                            caller,
                                            held,
                                            () -> action.answer(request, caller));
                                },
                                client);
            }
        };
    }

    private RequestBody.Memory bodyMemory(Client client) {
        return bytes -> requestMemory.take(Optional.of(client.address()), bytes);
    }

    private Answer answerMember(AccessToken token, AuthenticatedSource source, Client client)
            throws BadRequestException {
        return switch (authenticate.authenticate(token)) {
            case Authenticate.Outcome.Authenticated found ->
                source.answer(new Caller(found.userId(), found.deviceId(), client.address()));
            case Authenticate.Outcome.Expired expired -> Answer.problem(ErrorCode.TOKEN_EXPIRED);
            case Authenticate.Outcome.DeviceEnded ended ->
                Answer.problem(ErrorCode.NOT_AUTHENTICATED, "This device is logged out.");
            case Authenticate.Outcome.Forged forged -> Answer.problem(ErrorCode.NOT_AUTHENTICATED);
        };
    }

    /// Answers once there is memory for the response, or with `unavailable` if no memory becomes free in time.
    ///
    /// @param bytes the memory that the response may take; 0 if it needs no reservation
    private Answer withMemory(long bytes, Caller caller, RequestResources held, Supplier<Answer> source) {
        if (bytes > 0) {
            Optional<ResponseMemory.Share> memory = responseMemory.take(caller.userId(), bytes);
            if (memory.isEmpty()) {
                return Answer.problem(
                        ErrorCode.UNAVAILABLE, "The server has no memory left for large responses; retry.");
            }
            held.memory(memory.get());
        }
        return source.get();
    }

    private static Optional<AccessToken> token(Context ctx) {
        String header = ctx.req().getHeader("Authorization");
        if (header == null
                || header.length() > TOKEN_CHARS_MAX
                || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String token = header.substring(SCHEME.length()).strip();
        return token.isEmpty() ? Optional.empty() : Optional.of(new AccessToken(token));
    }

    private Optional<Answer> limited(Client client) {
        return requests.take(client.address()).map(Answer::tooMany);
    }

    /// Translates every failure of `source` into a problem document. Only bugs and an unavailable store are logged.
    /// Other failures need no log entry, because the response describes them completely.
    private Answer guarded(ResponseSource source, RequestResources held, Context ctx) {
        try {
            return source.answer(held);
        } catch (BadRequestException e) {
            return e.problem();
        } catch (RuntimeException e) {
            return failure(e, ctx);
        } catch (Error e) {
            return fatal(e);
        }
    }

    /// Handles an [Error], which leaves the process in an unknown state. Therefore the request fails and the node ends.
    private Answer fatal(Error error) {
        fatal.report("http-request", error);
        return Answer.problem(ErrorCode.INTERNAL).with("Connection", "close");
    }

    private Answer failure(Throwable failure, Context ctx) {
        return switch (failure) {
            case CompletionException e when e.getCause() != null -> failure(e.getCause(), ctx);
            case Error e -> fatal(e);
            case StoreUnavailableException e -> {
                LOG.warn("event=store_unavailable method={} path={}", ctx.req().getMethod(), ctx.path());
                yield Answer.problem(ErrorCode.UNAVAILABLE, "Repeat with the same key.");
            }
            case RateLimitedException e -> Answer.tooMany(e.retryAfter());
            case StoreOverloadedException e -> Answer.tooMany(Duration.ofSeconds(1));
            // All other values of the request were validated before. Therefore the invalid value is a cursor that the
            // store did not make.
            case InvalidValueException e ->
                Answer.invalid(List.of(new FieldError("cursor", String.valueOf(e.getMessage()))));
            default -> {
                LOG.error("event=request_failed method={} path={}", ctx.req().getMethod(), ctx.path(), failure);
                yield Answer.problem(ErrorCode.INTERNAL);
            }
        };
    }

    /// The connection to which a response is written.
    private record Reading(Connection connection, SlowClients slow) implements ResponseMemory.Reader {
        @Override
        public long bytesTaken() {
            return connection.getBytesOut();
        }

        @Override
        public void cut() {
            slow.cut(connection);
        }
    }

    /// Makes a response.
    interface ResponseSource {
        /// Makes the response.
        ///
        /// @param held the resources of the request until its response is written
        Answer answer(RequestResources held) throws BadRequestException;
    }

    /// Makes a response for an authenticated user.
    private interface AuthenticatedSource {
        Answer answer(Caller caller) throws BadRequestException;
    }
}
