package io.vestnik.websocket;

import io.vestnik.application.live.Outlet;

/// Why the server ends a connection, and what the client then does. Below 4500, and for every code that is not listed,
/// it connects again with jittered back-off; from 4500 on it does not.
enum CloseCode {
    /// A bug of this server; the client connects again.
    INTERNAL(1011, "internal", "A bug of this server."),
    /// The store cannot be reached; the client connects again.
    TRY_AGAIN(1013, "unavailable", "Not available at the moment."),
    /// The node stops.
    SHUTTING_DOWN(4000, "shutting_down", "The server stops; another, or the same a little later, goes on."),
    /// The access token has run out.
    TOKEN_EXPIRED(4001, "token_expired", "The access token has run out: refresh it first."),
    /// The client reads slower than it is written to.
    SLOW_CONSUMER(4002, "slow_consumer", "More waited to be read than may: resume with `since`."),
    /// Nothing was heard of the client.
    HEARTBEAT_TIMEOUT(4003, "heartbeat_timeout", "Nothing came from the client for twice `pingSeconds`."),
    /// The peer speaks something else.
    BAD_FRAME(4500, "bad_frame", "A frame that cannot be read; an `error` frame goes before it."),
    /// The peer did not say who it is, or lied.
    NOT_AUTHENTICATED(4501, "not_authenticated", "No or another first frame, or a forged token: log in."),
    /// The device is no longer logged in.
    DEVICE_REVOKED(4502, "device_revoked", "The device was logged out or revoked, or the account is gone."),
    /// More frames than any limit allows. Refused requests do not count.
    FLOODING(
            4503,
            "flooding",
            "More than 20 × `limits.sendsPerSecond` frames, and more than 1,024, came within two seconds. Never where"
                    + " that limit is 0; requests refused as `rate_limited` or `unavailable` do not count."),
    /// The person's oldest connection, when one too many opened.
    REPLACED(4504, "replaced", "The oldest of too many connections of one person.");

    private final int code;
    private final String reason;
    private final String about;

    CloseCode(int code, String reason, String about) {
        this.code = code;
        this.reason = reason;
        this.about = about;
    }

    int code() {
        return code;
    }

    /// As it stands in the close frame.
    String reason() {
        return reason;
    }

    /// For people.
    String about() {
        return about;
    }

    static CloseCode of(Outlet.CloseReason reason) {
        return switch (reason) {
            case SHUTTING_DOWN -> SHUTTING_DOWN;
            case DEVICE_REVOKED -> DEVICE_REVOKED;
            case TOKEN_EXPIRED -> TOKEN_EXPIRED;
            case REPLACED -> REPLACED;
            // The client lost something: the way out is the one of a slow consumer, to resume.
            case RESUME -> SLOW_CONSUMER;
        };
    }
}
