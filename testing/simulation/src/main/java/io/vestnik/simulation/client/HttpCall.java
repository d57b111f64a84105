package io.vestnik.simulation.client;

import java.util.concurrent.CompletionStage;

/// The work of a node for a request over HTTP. Runs on a thread of the node, and may wait.
///
/// @param <T> the result
@FunctionalInterface
public interface HttpCall<T> {
    /// Serves the request.
    CompletionStage<T> on(NodeDoor node);
}
