package io.vestnik.http.endpoint;

import java.util.concurrent.CompletionStage;

/// Waits for asynchronous results of the core. Each request has a virtual thread, so waiting costs nothing.
final class Stages {
    private Stages() {}

    /// Waits for the value of a stage.
    ///
    /// @throws java.util.concurrent.CompletionException if the stage failed; the failure is the cause of the exception
    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
