package io.vestnik.wire;

import io.vestnik.domain.Refusal;
import java.util.Locale;

/// Every error of a request, the same over HTTP and WebSocket, and whether the client should repeat the request.
public enum ErrorCode {
    /// The request does not have the required form or contains an invalid value; over HTTP, `errors` names each invalid
    /// field.
    INVALID_REQUEST(400, "The request is not valid", Retry.POINTLESS),
    /// The request has no token, a token that this server never issued, or a token whose device was revoked.
    NOT_AUTHENTICATED(401, "Log in first", Retry.POINTLESS),
    /// No account has this email and password.
    BAD_CREDENTIALS(401, "Email or password is wrong", Retry.POINTLESS),
    /// The token has expired. If it is the access token, the client refreshes it and repeats the request.
    TOKEN_EXPIRED(401, "The token has expired", Retry.POINTLESS),
    /// The refresh token is outdated: its successor was used, or another token was issued in its place. The device is
    /// revoked: the user must log in again.
    TOKEN_REUSED(401, "The refresh token is no longer good", Retry.POINTLESS),
    /// The caller may see the resource but not change it.
    FORBIDDEN(403, "That is not yours to do", Retry.POINTLESS),
    /// The chat does not exist, or the caller is not a member of it.
    CHAT_NOT_FOUND(404, "No such chat", Retry.POINTLESS),
    /// The chat has no such message.
    MESSAGE_NOT_FOUND(404, "No such message", Retry.POINTLESS),
    /// The user does not exist, or is not a member of the chat that the request names.
    USER_NOT_FOUND(404, "No such person", Retry.POINTLESS),
    /// The caller has no device with this id.
    DEVICE_NOT_FOUND(404, "No such device", Retry.POINTLESS),
    /// The server has no resource at this path.
    NOT_FOUND(404, "Nothing is here", Retry.POINTLESS),
    /// The resource at this path does not support this method.
    METHOD_NOT_ALLOWED(405, "Not with this method", Retry.POINTLESS),
    /// Another account has this email.
    EMAIL_TAKEN(409, "This email has an account", Retry.POINTLESS),
    /// Another account has this username.
    USERNAME_TAKEN(409, "This username is taken", Retry.POINTLESS),
    /// The idempotency key was first used for a message or group with other content.
    KEY_REUSED(409, "The key was used for something else", Retry.POINTLESS),
    /// The message is deleted: it cannot be edited, and no message can reply to it.
    MESSAGE_DELETED(409, "The message is deleted", Retry.POINTLESS),
    /// The group would exceed its maximum number of members.
    GROUP_FULL(409, "The group is full", Retry.POINTLESS),
    /// The body, the frame, the address or the headers are too large.
    PAYLOAD_TOO_LARGE(413, "Too large", Retry.POINTLESS),
    /// The body is not JSON in UTF-8, or is compressed.
    UNSUPPORTED_MEDIA_TYPE(415, "Send application/json", Retry.POINTLESS),
    /// The client sent too many requests, or the store is overloaded. The client may repeat the request after the time
    /// that the answer names.
    RATE_LIMITED(429, "Too many requests", Retry.HELPS),
    /// The server has a bug.
    INTERNAL(500, "Something went wrong here", Retry.POINTLESS),
    /// The server cannot serve the request now, for example because the database cannot be reached. It may be unknown
    /// whether a change was stored: the client repeats the request with the same key.
    UNAVAILABLE(503, "Not available at the moment", Retry.HELPS);

    private final String code = name().toLowerCase(Locale.ROOT);
    private final int status;
    private final String title;
    private final Retry retry;

    ErrorCode(int status, String title, Retry retry) {
        this.status = status;
        this.title = title;
        this.retry = retry;
    }

    /// The code as it is sent, for example `chat_not_found`.
    public String code() {
        return code;
    }

    /// The status code of an HTTP response with this error.
    public int status() {
        return status;
    }

    /// A short text for users, always the same for this code.
    public String title() {
        return title;
    }

    /// Whether repeating the same request later can succeed.
    public boolean retryable() {
        return retry == Retry.HELPS;
    }

    /// The code for a request that the domain's rules refuse.
    public static ErrorCode of(Refusal refusal) {
        return switch (refusal) {
            case CHAT_NOT_FOUND -> CHAT_NOT_FOUND;
            case MESSAGE_NOT_FOUND -> MESSAGE_NOT_FOUND;
            case USER_NOT_FOUND -> USER_NOT_FOUND;
            case FORBIDDEN -> FORBIDDEN;
            case KEY_REUSED -> KEY_REUSED;
            case MESSAGE_DELETED -> MESSAGE_DELETED;
            case GROUP_FULL -> GROUP_FULL;
            case CHAT_WITH_ONESELF -> INVALID_REQUEST;
        };
    }

    private enum Retry {
        HELPS,
        POINTLESS
    }
}
