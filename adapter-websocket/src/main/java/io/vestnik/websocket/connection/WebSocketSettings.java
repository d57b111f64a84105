package io.vestnik.websocket.connection;

import io.vestnik.application.limit.Limits;

/// The bounds of connections, and the limits announced to clients.
///
/// @param limits the configured limits
/// @param largeGroupMembers a group with more members than this is large
/// @param memory the bounds of all connections together
public record WebSocketSettings(Limits limits, int largeGroupMembers, SocketMemory memory) {
    /// Bytes of a frame after the first. A message of 4,096 code points fits with room to spare, even with each
    /// escaped.
    public static final int FRAME_BYTES_MAX = 64 * 1024;

    /// Bytes of `hello` with the cursors of 5,000 chats. Larger frames are not read.
    public static final int HELLO_BYTES_MAX = 1024 * 1024;

    /// A queue that does not hold the largest event closes every connection that receives one.
    private static final int OUTBOX_BYTES_MIN = FRAME_BYTES_MAX;

    /// @throws IllegalArgumentException if the outbox holds less than a frame
    public WebSocketSettings {
        if (limits.outboxBytesMax() != 0 && limits.outboxBytesMax() < OUTBOX_BYTES_MIN) {
            throw new IllegalArgumentException("the outbound queue must hold at least " + OUTBOX_BYTES_MIN + " bytes");
        }
    }

    /// The bound of an outbound queue; the largest `int` if none is set.
    int outboxBytes() {
        return limits.outboxBytesMax() == 0 ? Integer.MAX_VALUE : limits.outboxBytesMax();
    }
}
