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
import io.vestnik.http.endpoint.Operation;
import io.vestnik.http.route.StaticFiles;
import java.util.function.Predicate;

/// The parts of the server that HTTP exposes.
///
/// @param online whether a user is connected now
/// @param ids makes the keys of messages that were sent without a key
/// @param requests the rate limits of client addresses
/// @param memory the bounds of the memory that requests and responses hold
/// @param fatal receives an error of a request if the node cannot continue after this error
/// @param operation the operator's endpoints
/// @param files the files that are served if no endpoint matches the request
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
        StaticFiles files) {}
