package io.vestnik.http;

import java.util.concurrent.CompletionStage;

/// Waits for what the core does asynchronously: each request has a virtual thread, for which waiting costs nothing.
final class Stages {
    private Stages() {}

    /// The stage's value.
    ///
    /// @throws java.util.concurrent.CompletionException around the failure, if it failed
    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
