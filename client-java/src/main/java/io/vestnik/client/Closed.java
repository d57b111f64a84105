package io.vestnik.client;

/// How a WebSocket ended.
///
/// @param code the close code; 1006 when the connection broke without one
public record Closed(int code, String reason) {

    /// What a code asks of the client.
    public enum Advice {
        /// Connect again after a jittered pause.
        RECONNECT,
        /// Connect again after a long pause: the server takes this client for a flood.
        RECONNECT_LATER,
        /// Refresh the access token, then connect again.
        REFRESH_FIRST,
        /// Do not come back without the user.
        STOP
    }

    /// The server shuts down.
    public static final int SHUTTING_DOWN = 4000;

    /// The access token has expired.
    public static final int TOKEN_EXPIRED = 4001;

    /// The client did not read fast enough.
    public static final int SLOW_CONSUMER = 4002;

    /// Nothing was heard for too long.
    public static final int HEARTBEAT_TIMEOUT = 4003;

    /// A frame that could not be read.
    public static final int BAD_FRAME = 4500;

    /// No token, or a forged one.
    public static final int NOT_AUTHENTICATED = 4501;

    /// The device was revoked.
    public static final int DEVICE_REVOKED = 4502;

    /// Too many frames came in.
    public static final int FLOODING = 4503;

    /// A newer connection of the same user took its place.
    public static final int REPLACED = 4504;

    /// No close frame came.
    public static final int ABNORMAL = 1006;

    private static final int FIRST_FINAL = 4500;
    private static final int LAST_FINAL = 4999;

    /// What to do now; a code that is not listed means reconnecting. A client must not lose messages to a limit, so
    /// that flooding is a reason to wait, not to stop.
    public Advice advice() {
        return switch (code) {
            case TOKEN_EXPIRED -> Advice.REFRESH_FIRST;
            case FLOODING -> Advice.RECONNECT_LATER;
            default -> code >= FIRST_FINAL && code <= LAST_FINAL ? Advice.STOP : Advice.RECONNECT;
        };
    }
}
