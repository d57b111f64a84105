package io.vestnik.application.live;

/// A connection needs more memory than is left in one of the budgets of [LiveMemory]. The client connects again later.
public final class LiveMemoryFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param share the name of the budget
    /// @param bytes the requested bytes
    public LiveMemoryFullException(String share, long bytes) {
        super("no room in " + share + " for " + bytes + " bytes");
    }
}
