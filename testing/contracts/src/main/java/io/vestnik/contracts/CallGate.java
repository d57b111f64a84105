package io.vestnik.contracts;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A gate that a test can close to delay calls. Delayed calls continue in the order in which they came.
///
/// One shared future would not keep this order, because a `CompletableFuture` runs its dependents last in, first out.
public final class CallGate {
    private final Queue<CompletableFuture<@Nullable Void>> waiting = new ArrayDeque<>();
    private boolean closed;

    /// Closes the gate. Calls are delayed from now on.
    public synchronized void close() {
        closed = true;
    }

    /// Continues the delayed calls, one after the other, and opens the gate. Calls that come meanwhile continue after
    /// the delayed ones.
    public void open() {
        for (CompletableFuture<@Nullable Void> next = next(); next != null; next = next()) {
            next.complete(null);
        }
    }

    /// Returns whether calls are delayed.
    public synchronized boolean isClosed() {
        return closed;
    }

    /// Returns a stage that completes when the call may continue. The caller may attach at most one dependent stage to
    /// it.
    public synchronized CompletionStage<@Nullable Void> pass() {
        CompletableFuture<@Nullable Void> turn = new CompletableFuture<>();
        if (closed) {
            waiting.add(turn);
        } else {
            turn.complete(null);
        }
        return turn;
    }

    private synchronized @Nullable CompletableFuture<@Nullable Void> next() {
        CompletableFuture<@Nullable Void> next = waiting.poll();
        if (next == null) {
            closed = false;
        }
        return next;
    }
}
