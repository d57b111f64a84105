package io.vestnik.http.endpoint;

import java.util.concurrent.CompletionStage;

/// Waits for asynchronous results of the core. Each request has a virtual thread, so waiting costs nothing.
final class Stages {
    private Stages() {}

    /// The stage's value.
    ///
    /// @throws java.util.concurrent.CompletionException around the failure, if it failed
    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
