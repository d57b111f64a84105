package io.vestnik.websocket.connection;

import io.vestnik.application.limit.Limits;

/// The bounds of connections, and the limits announced to clients.
///
/// @param limits the configured limits
/// @param largeGroupMembers a group with more members than this is large
/// @param memory the bounds of all connections together
public record WebSocketSettings(Limits limits, int largeGroupMembers, SocketMemory memory) {
    /// The maximum size of a frame after `hello`, in bytes. A message of 4,096 code points fits, even if each code
    /// point is escaped.
    public static final int FRAME_BYTES_MAX = 64 * 1024;

    /// The maximum size of `hello`, in bytes; the cursors of 5,000 chats fit. Larger frames are not read.
    public static final int HELLO_BYTES_MAX = 1024 * 1024;

    /// The minimum size of an outbound queue, in bytes. A smaller queue could not hold the largest event, so that each
    /// connection that receives such an event would be closed.
    private static final int OUTBOX_BYTES_MIN = FRAME_BYTES_MAX;

    /// @throws IllegalArgumentException if an outbound queue may hold less than the largest frame
    public WebSocketSettings {
        if (limits.outboxBytesMax() != 0 && limits.outboxBytesMax() < OUTBOX_BYTES_MIN) {
            throw new IllegalArgumentException("the outbound queue must hold at least " + OUTBOX_BYTES_MIN + " bytes");
        }
    }

    /// The maximum size of an outbound queue, in bytes; the largest `int` if no limit is set.
    int outboxBytes() {
        return limits.outboxBytesMax() == 0 ? Integer.MAX_VALUE : limits.outboxBytesMax();
    }
}
