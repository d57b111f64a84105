package io.vestnik.http;

import io.vestnik.application.limit.MemoryBudget;

/// The memory bounds of HTTP over all connections of a process, in bytes.
///
/// @param responses large responses, from before their rows are read until their last byte is written
/// @param requests large request heads until their responses are written, and large bodies while they arrive
public record HttpMemory(MemoryBudget responses, MemoryBudget requests) {
    /// Shares of the heap, in percent: `docs/operations.md` lists them with those of the other parts.
    private static final int RESPONSES_PERCENT = 14;

    private static final int REQUESTS_PERCENT = 5;

    /// Shares of this process's heap. Use one instance per process: two servers with two instances use the heap twice.
    public static HttpMemory ofHeap() {
        return new HttpMemory(
                MemoryBudget.ofHeap("responses", RESPONSES_PERCENT), MemoryBudget.ofHeap("requests", REQUESTS_PERCENT));
    }
}
