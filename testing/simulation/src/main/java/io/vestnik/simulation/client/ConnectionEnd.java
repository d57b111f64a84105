package io.vestnik.simulation.client;

import io.vestnik.application.live.EventSink;

/// How a connection ended, as its client learns it; see the close codes in `docs/protocol.md`.
public enum ConnectionEnd {
    /// The link was cut without a close frame.
    CUT,
    /// No node accepts connections, or the store does not answer.
    UNAVAILABLE,
    /// The client read too slowly.
    SLOW_CONSUMER,
    /// As [EventSink.CloseReason#SHUTTING_DOWN].
    SHUTTING_DOWN,
    /// As [EventSink.CloseReason#DEVICE_REVOKED].
    DEVICE_REVOKED,
    /// As [EventSink.CloseReason#TOKEN_EXPIRED].
    TOKEN_EXPIRED,
    /// As [EventSink.CloseReason#REPLACED].
    REPLACED,
    /// As [EventSink.CloseReason#RESUME].
    RESUME,
    /// As [EventSink.CloseReason#OVERLOADED].
    OVERLOADED;

    static ConnectionEnd of(EventSink.CloseReason reason) {
        return switch (reason) {
            case SHUTTING_DOWN -> SHUTTING_DOWN;
            case DEVICE_REVOKED -> DEVICE_REVOKED;
            case TOKEN_EXPIRED -> TOKEN_EXPIRED;
            case REPLACED -> REPLACED;
            case RESUME -> RESUME;
            case OVERLOADED -> OVERLOADED;
        };
    }

    /// Whether the client does not connect again by itself.
    public boolean stops() {
        return switch (this) {
            case DEVICE_REVOKED, REPLACED -> true;
            case CUT, UNAVAILABLE, SLOW_CONSUMER, SHUTTING_DOWN, TOKEN_EXPIRED, RESUME, OVERLOADED -> false;
        };
    }
}
