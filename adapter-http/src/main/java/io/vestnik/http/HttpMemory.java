package io.vestnik.http;

import io.vestnik.application.limit.MemoryBudget;

/// The memory bounds of HTTP over all connections of a process, in bytes.
///
/// @param responses the budget of large responses, from before their rows are read until their last byte is written
/// @param requests the budget of large request heads until their responses are written, and of large bodies while they
///     arrive
public record HttpMemory(MemoryBudget responses, MemoryBudget requests) {
    /// The shares of the heap, in percent. `docs/operations.md` lists them with the shares of the other parts.
    private static final int RESPONSES_PERCENT = 14;

    private static final int REQUESTS_PERCENT = 5;

    /// Budgets with shares of this process's heap. Use one instance per process: two instances would use these shares
    /// twice.
    public static HttpMemory ofHeap() {
        return new HttpMemory(
                MemoryBudget.ofHeap("responses", RESPONSES_PERCENT), MemoryBudget.ofHeap("requests", REQUESTS_PERCENT));
    }
}
