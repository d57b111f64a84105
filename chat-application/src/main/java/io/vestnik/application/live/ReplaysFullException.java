package io.vestnik.application.live;

/// The replays of all connections use up their memory, and none of them ended in time. The client connects again later.
public final class ReplaysFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReplaysFullException(long bytes) {
        super("no room for a replay of " + bytes + " bytes");
    }
}
