package io.vestnik.client;

/// The end of a WebSocket.
///
/// @param code the close code; 1006 if the connection broke without one
public record Closed(int code, String reason) {

    /// The client's duty after a close code.
    public enum Advice {
        /// Connect again after a jittered pause.
        RECONNECT,
        /// Connect again after a long pause: the server took the client's frames for a flood.
        RECONNECT_LATER,
        /// Refresh the access token, then connect again.
        REFRESH_FIRST,
        /// Do not reconnect without an action of the user.
        STOP
    }

    /// The server shuts down.
    public static final int SHUTTING_DOWN = 4000;

    /// The access token has expired.
    public static final int TOKEN_EXPIRED = 4001;

    /// The client did not read fast enough.
    public static final int SLOW_CONSUMER = 4002;

    /// The server received nothing for too long.
    public static final int HEARTBEAT_TIMEOUT = 4003;

    /// A frame that could not be read.
    public static final int BAD_FRAME = 4500;

    /// No token, or a forged one.
    public static final int NOT_AUTHENTICATED = 4501;

    /// The device was revoked.
    public static final int DEVICE_REVOKED = 4502;

    /// Too many frames were sent.
    public static final int FLOODING = 4503;

    /// A newer connection of the same user replaced this one.
    public static final int REPLACED = 4504;

    /// No close frame was received.
    public static final int ABNORMAL = 1006;

    private static final int FIRST_FINAL = 4500;
    private static final int LAST_FINAL = 4999;

    /// The client's duty after this code; unknown codes mean to reconnect. A client must not lose messages because of a
    /// limit, so flooding means a pause and not a stop.
    public Advice advice() {
        return switch (code) {
            case TOKEN_EXPIRED -> Advice.REFRESH_FIRST;
            case FLOODING -> Advice.RECONNECT_LATER;
            default -> code >= FIRST_FINAL && code <= LAST_FINAL ? Advice.STOP : Advice.RECONNECT;
        };
    }
}
