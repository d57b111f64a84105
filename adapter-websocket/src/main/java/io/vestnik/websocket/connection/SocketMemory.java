package io.vestnik.websocket.connection;

import io.vestnik.application.limit.MemoryBudget;

/// The memory bounds of all connections of a process, in bytes.
///
/// @param beforeLogin the budget of frames and `hello`s of unauthenticated connections
/// @param requests the budget of incomplete frames of authenticated connections, and of unanswered requests
/// @param outbound the budget of frames queued for clients; a frame for many connections counts once
public record SocketMemory(MemoryBudget beforeLogin, MemoryBudget requests, MemoryBudget outbound) {
    /// The shares of the heap, in percent. `docs/operations.md` lists them with the shares of the other parts.
    private static final int BEFORE_LOGIN_PERCENT = 4;

    private static final int REQUESTS_PERCENT = 4;
    private static final int OUTBOUND_PERCENT = 12;

    /// The memory of a connection that waits for its `hello`, in bytes: the connection itself, its buffers, and a short
    /// `hello`.
    private static final int BYTES_PER_WAITING = 128 * 1024;

    /// Budgets with shares of this process's heap.
    public static SocketMemory ofHeap() {
        return new SocketMemory(
                MemoryBudget.ofHeap("before-login", BEFORE_LOGIN_PERCENT),
                MemoryBudget.ofHeap("requests", REQUESTS_PERCENT),
                MemoryBudget.ofHeap("outbound", OUTBOUND_PERCENT));
    }

    /// The maximum number of unauthenticated connections over all addresses.
    public int waitingMax() {
        return Math.toIntExact(
                Math.min(Integer.MAX_VALUE, beforeLogin.bytesMax() * 100 / BEFORE_LOGIN_PERCENT / BYTES_PER_WAITING));
    }
}
