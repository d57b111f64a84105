package io.vestnik.http;

import io.vestnik.application.FatalErrors;
import io.vestnik.application.IdSource;
import io.vestnik.application.RateLimit;
import io.vestnik.application.account.Accounts;
import io.vestnik.application.conversation.Conversations;
import io.vestnik.application.limit.ClientAddress;
import io.vestnik.application.messaging.Messaging;
import io.vestnik.application.reading.Reading;
import io.vestnik.domain.user.UserId;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// What the server puts on the wire.
///
/// @param online whether somebody is connected now
/// @param ids for messages whose sender gave no key
/// @param requests how often one address may ask
/// @param memory what requests and responses may hold
/// @param fatal receives the errors of requests after which the node cannot go on
/// @param operation what whoever runs the server looks at
/// @param files what is served where no endpoint is
public record HttpParts(
        Messaging messaging,
        Conversations conversations,
        Reading reading,
        Accounts accounts,
        Predicate<UserId> online,
        IdSource ids,
        RateLimit<ClientAddress> requests,
        HttpMemory memory,
        FatalErrors fatal,
        Operation operation,
        StaticFiles files) {

    /// What whoever runs the server looks at.
    ///
    /// @param ready whether requests can be served: the store answers, and the server is not shutting down
    /// @param metrics in the text format of Prometheus
    /// @param requests counts them
    /// @param asyncApi the document about the WebSocket, as JSON
    public record Operation(
            BooleanSupplier ready, Supplier<String> metrics, RequestMetrics requests, Supplier<byte[]> asyncApi) {}
}
