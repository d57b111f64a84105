package io.vestnik.client;

/// How a WebSocket ended.
///
/// @param code the close code; 1006 if the connection broke without a close frame
public record Closed(int code, String reason) {

    /// What a client must do after a close code.
    public enum Advice {
        /// Connect again after a random pause.
        RECONNECT,
        /// Connect again after a long pause, because the server received more frames than it allows.
        RECONNECT_LATER,
        /// Refresh the access token, then connect again.
        REFRESH_FIRST,
        /// Do not connect again without an action of the user.
        STOP
    }

    /// The server is shutting down.
    public static final int SHUTTING_DOWN = 4000;

    /// The access token has expired.
    public static final int TOKEN_EXPIRED = 4001;

    /// The client read its frames too slowly.
    public static final int SLOW_CONSUMER = 4002;

    /// The server received nothing from the client for too long.
    public static final int HEARTBEAT_TIMEOUT = 4003;

    /// The server could not read a frame.
    public static final int BAD_FRAME = 4500;

    /// The client sent no valid token in its first frame.
    public static final int NOT_AUTHENTICATED = 4501;

    /// The device of the connection was revoked.
    public static final int DEVICE_REVOKED = 4502;

    /// The client sent too many frames.
    public static final int FLOODING = 4503;

    /// A newer connection of the same user replaced this one.
    public static final int REPLACED = 4504;

    /// The connection ended without a close frame.
    public static final int ABNORMAL = 1006;

    private static final int FIRST_FINAL = 4500;
    private static final int LAST_FINAL = 4999;

    /// What the client must do after this close code. After a code from 4500 to 4999 the client stops, even if the code
    /// is unknown. The only exception is `FLOODING`: the client reconnects after a long pause, so that no message is
    /// lost because of a limit. After every other code it reconnects, after `TOKEN_EXPIRED` with a new token.
    public Advice advice() {
        return switch (code) {
            case TOKEN_EXPIRED -> Advice.REFRESH_FIRST;
            case FLOODING -> Advice.RECONNECT_LATER;
            default -> code >= FIRST_FINAL && code <= LAST_FINAL ? Advice.STOP : Advice.RECONNECT;
        };
    }
}
