package io.vestnik.application.live;

/// A connection needs more memory than its share of live delivery has left. The client connects again later.
public final class LiveMemoryFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param share the name of the share of memory
    /// @param bytes that were requested
    public LiveMemoryFullException(String share, long bytes) {
        super("no room in " + share + " for " + bytes + " bytes");
    }
}
