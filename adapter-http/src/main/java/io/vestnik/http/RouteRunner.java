package io.vestnik.http;

import io.javalin.http.Context;
import io.vestnik.application.RateLimit;
import io.vestnik.application.RateLimitedException;
import io.vestnik.application.account.AccessToken;
import io.vestnik.application.account.Authenticate;
import io.vestnik.application.limit.ClientAddress;
import io.vestnik.domain.InvalidValueException;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.message.StoreOverloadedException;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.FieldError;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a request through an endpoint: limit, token, request, action, answer.
final class RouteRunner {
    private static final Logger LOG = LoggerFactory.getLogger(RouteRunner.class);
    private static final String SCHEME = "bearer ";

    /// Tokens made here have a few hundred characters.
    private static final int TOKEN_CHARS_MAX = 4096;

    private final Authenticate authenticate;
    private final RateLimit<ClientAddress> requests;
    private final RequestMetrics metrics;

    RouteRunner(Authenticate authenticate, RateLimit<ClientAddress> requests, RequestMetrics metrics) {
        this.authenticate = authenticate;
        this.requests = requests;
        this.metrics = metrics;
    }

    /// Answers a request to `route`.
    <Q extends Record> void run(Route<Q> route, RequestReader<Q> reader, Context ctx) throws IOException {
        write(route.path(), () -> answer(route, reader, ctx), ctx);
    }

    /// Answers a request to no route, unless its address asks too often.
    void runFallback(Work work, Context ctx) throws IOException {
        Work limited = () -> {
            Optional<Answer> tooMany = limited(RequestMarks.visitor(ctx.req()));
            return tooMany.isPresent() ? tooMany.get() : work.answer();
        };
        write("", limited, ctx);
    }

    private void write(String route, Work work, Context ctx) throws IOException {
        long began = System.nanoTime();
        try {
            AnswerWriter.write(guarded(work, ctx), ctx.req(), ctx.res());
        } finally {
            metrics.answered(ctx.req().getMethod(), route, ctx.res().getStatus(), System.nanoTime() - began);
        }
    }

    private <Q extends Record> Answer answer(Route<Q> route, RequestReader<Q> reader, Context ctx)
            throws BadRequestException {
        Visitor visitor = RequestMarks.visitor(ctx.req());
        Optional<Answer> tooMany = switch (route.pace()) {
            case LIMITED -> limited(visitor);
            case FREE -> Optional.empty();
        };
        if (tooMany.isPresent()) {
            return tooMany.get();
        }
        return switch (route.action()) {
            case Route.Action.Open<Q> open -> open.answer(reader.read(ctx), visitor);
            case Route.Action.Members<Q> members -> answerMember(members, reader, ctx, visitor);
        };
    }

    private <Q extends Record> Answer answerMember(
            Route.Action.Members<Q> action, RequestReader<Q> reader, Context ctx, Visitor visitor)
            throws BadRequestException {
        Optional<AccessToken> token = token(ctx);
        if (token.isEmpty()) {
            return Answer.problem(ErrorCode.NOT_AUTHENTICATED, "Send `Authorization: Bearer <accessToken>`.");
        }
        return switch (authenticate.authenticate(token.get())) {
            case Authenticate.Outcome.Authenticated found ->
                action.answer(reader.read(ctx), new Caller(found.userId(), found.deviceId(), visitor.address()));
            case Authenticate.Outcome.Expired expired -> Answer.problem(ErrorCode.TOKEN_EXPIRED);
            case Authenticate.Outcome.DeviceEnded ended ->
                Answer.problem(ErrorCode.NOT_AUTHENTICATED, "This device is logged out.");
            case Authenticate.Outcome.Forged forged -> Answer.problem(ErrorCode.NOT_AUTHENTICATED);
        };
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

    private Optional<Answer> limited(Visitor visitor) {
        return requests.take(visitor.address()).map(Answer::tooMany);
    }

    /// Every failure as its problem; only a bug is logged, since the rest is answered with all there is to say.
    private static Answer guarded(Work work, Context ctx) {
        try {
            return work.answer();
        } catch (BadRequestException e) {
            return e.problem();
        } catch (RuntimeException e) {
            return failure(e, ctx);
        }
    }

    private static Answer failure(Throwable failure, Context ctx) {
        return switch (failure) {
            case CompletionException e when e.getCause() != null -> failure(e.getCause(), ctx);
            case StoreUnavailableException e -> {
                LOG.warn("store unavailable: method={} path={}", ctx.req().getMethod(), ctx.path());
                yield Answer.problem(ErrorCode.UNAVAILABLE, "Repeat with the same key.");
            }
            case RateLimitedException e -> Answer.tooMany(e.retryAfter());
            case StoreOverloadedException e -> Answer.tooMany(Duration.ofSeconds(1));
            // Where a value has passed its own rule, only the store can have refused it: a cursor it did not make.
            case InvalidValueException e ->
                Answer.invalid(List.of(new FieldError("cursor", String.valueOf(e.getMessage()))));
            default -> {
                LOG.error("bug: method={} path={}", ctx.req().getMethod(), ctx.path(), failure);
                yield Answer.problem(ErrorCode.INTERNAL);
            }
        };
    }

    /// Makes an answer.
    interface Work {
        /// Makes it.
        Answer answer() throws BadRequestException;
    }
}
