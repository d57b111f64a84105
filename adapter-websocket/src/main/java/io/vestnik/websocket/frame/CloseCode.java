package io.vestnik.websocket.frame;

import io.vestnik.application.live.EventSink;

/// The reason why the server closes a connection, and what the client does next. After 4500, 4501, 4502 and 4504 the
/// client does not reconnect; after 4503 it reconnects after 30 s. After every other code, including codes that are not
/// listed, the client reconnects with jittered back-off.
public enum CloseCode {
    /// A bug of this server; the client reconnects.
    INTERNAL(1011, "internal", "A bug of this server."),
    /// The store is unavailable, or the node has no memory or no place left for this client; the client reconnects.
    TRY_AGAIN(1013, "unavailable", "Not available at the moment."),
    /// The node shuts down.
    SHUTTING_DOWN(
            4000, "shutting_down", "The server shuts down: connect to another node, or to this one after its restart."),
    /// The access token has expired.
    TOKEN_EXPIRED(4001, "token_expired", "The access token has expired: refresh it first."),
    /// The client reads slower than the server writes, or the server can no longer keep the order of its events and
    /// answers.
    SLOW_CONSUMER(4002, "slow_consumer", "The queue of unread frames is full: resume with `since`."),
    /// The client has sent nothing for too long.
    HEARTBEAT_TIMEOUT(4003, "heartbeat_timeout", "Nothing came from the client for twice `pingSeconds`."),
    /// The peer sent an invalid `hello`, or a frame that cannot be read.
    BAD_FRAME(4500, "bad_frame", "A frame that cannot be read; an `error` frame precedes the close."),
    /// The peer did not authenticate, or used a forged token.
    NOT_AUTHENTICATED(4501, "not_authenticated", "No or another first frame, or a forged token: log in."),
    /// The device was logged out or revoked, or its account no longer exists.
    DEVICE_REVOKED(4502, "device_revoked", "The device was logged out or revoked, or the account is gone."),
    /// The client sent more frames than any limit allows. Requests that are refused and to be repeated do not count.
    FLOODING(
            4503,
            "flooding",
            "More than 20 × `limits.sendsPerSecond` frames, and more than 1,024, came within two seconds. Never where"
                    + " that limit is 0; requests refused as `rate_limited` or `unavailable` do not count."),
    /// The connection was the oldest of its user when the user opened more connections than allowed.
    REPLACED(4504, "replaced", "The oldest of too many connections of one user.");

    private final int code;
    private final String reason;
    private final String about;

    CloseCode(int code, String reason, String about) {
        this.code = code;
        this.reason = reason;
        this.about = about;
    }

    public int code() {
        return code;
    }

    /// The reason, as the close frame contains it.
    public String reason() {
        return reason;
    }

    /// An explanation for humans.
    String about() {
        return about;
    }

    public static CloseCode of(EventSink.CloseReason reason) {
        return switch (reason) {
            case SHUTTING_DOWN -> SHUTTING_DOWN;
            case DEVICE_REVOKED -> DEVICE_REVOKED;
            case TOKEN_EXPIRED -> TOKEN_EXPIRED;
            case REPLACED -> REPLACED;
            // After this code the client reconnects and resumes.
            case RESUME -> SLOW_CONSUMER;
            case OVERLOADED -> TRY_AGAIN;
        };
    }
}
