package io.vestnik.websocket;

import io.vestnik.application.limit.Limits;

/// Bounds of connections, and what clients are told of bounds.
///
/// @param limits those that are set
/// @param largeGroupMembers a group with more members than this is large
/// @param memory what all connections hold together
public record WebSocketSettings(Limits limits, int largeGroupMembers, SocketMemory memory) {
    /// Of a frame after the first; a message of 4,096 code points, each escaped, fits with room to spare.
    public static final int FRAME_BYTES_MAX = 64 * 1024;

    /// Of `hello`, with what a client knows of 5,000 chats; no frame is read beyond this.
    public static final int HELLO_BYTES_MAX = 1024 * 1024;

    /// The version of the protocol.
    static final int PROTOCOL_VERSION = 1;

    /// A queue that does not hold the largest event closes every connection that it meets.
    private static final int OUTBOX_BYTES_MIN = FRAME_BYTES_MAX;

    /// @throws IllegalArgumentException if the outbox holds less than a frame
    public WebSocketSettings {
        if (limits.outboxBytesMax() != 0 && limits.outboxBytesMax() < OUTBOX_BYTES_MIN) {
            throw new IllegalArgumentException("the outbound queue must hold at least " + OUTBOX_BYTES_MIN + " bytes");
        }
    }

    /// The bound on an outbox; all that a number can say where none is set.
    int outboxBytes() {
        return limits.outboxBytesMax() == 0 ? Integer.MAX_VALUE : limits.outboxBytesMax();
    }
}
