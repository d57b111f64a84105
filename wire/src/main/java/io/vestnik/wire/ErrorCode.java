package io.vestnik.wire;

import io.vestnik.domain.Refusal;
import java.util.Locale;

/// Every error of a request, over HTTP and WebSocket alike, and what the client can do about it.
public enum ErrorCode {
    /// The request breaks its shape; `errors` lists where.
    INVALID_REQUEST(400, "The request is not valid", Retry.POINTLESS),
    /// There is no token, or one that this server never issued.
    NOT_AUTHENTICATED(401, "Log in first", Retry.POINTLESS),
    /// No account has this email and password.
    BAD_CREDENTIALS(401, "Email or password is wrong", Retry.POINTLESS),
    /// The access token has expired: refresh it and repeat.
    TOKEN_EXPIRED(401, "The token has expired", Retry.POINTLESS),
    /// The refresh token was used before, or belongs to a session that ended: log in again.
    TOKEN_REUSED(401, "The refresh token is no longer good", Retry.POINTLESS),
    /// The caller may see this, but not do it.
    FORBIDDEN(403, "That is not yours to do", Retry.POINTLESS),
    /// There is no such chat, or the caller is not a member of it.
    CHAT_NOT_FOUND(404, "No such chat", Retry.POINTLESS),
    /// The chat has no such message.
    MESSAGE_NOT_FOUND(404, "No such message", Retry.POINTLESS),
    /// There is no such user, or the user is not in that chat.
    USER_NOT_FOUND(404, "No such person", Retry.POINTLESS),
    /// The caller has no such device.
    DEVICE_NOT_FOUND(404, "No such device", Retry.POINTLESS),
    /// There is no resource at this path.
    NOT_FOUND(404, "Nothing is here", Retry.POINTLESS),
    /// The resource at this path does not support this method.
    METHOD_NOT_ALLOWED(405, "Not with this method", Retry.POINTLESS),
    /// Another account has this email.
    EMAIL_TAKEN(409, "This email has an account", Retry.POINTLESS),
    /// Another account has this username.
    USERNAME_TAKEN(409, "This username is taken", Retry.POINTLESS),
    /// The idempotency key was first used for something else.
    KEY_REUSED(409, "The key was used for something else", Retry.POINTLESS),
    /// The message is deleted and takes neither edits nor replies.
    MESSAGE_DELETED(409, "The message is deleted", Retry.POINTLESS),
    /// The group would exceed its maximum number of members.
    GROUP_FULL(409, "The group is full", Retry.POINTLESS),
    /// The body or frame is too large.
    PAYLOAD_TOO_LARGE(413, "Too large", Retry.POINTLESS),
    /// The body is not JSON by its content type.
    UNSUPPORTED_MEDIA_TYPE(415, "Send application/json", Retry.POINTLESS),
    /// Too many requests: repeat after the given time.
    RATE_LIMITED(429, "Too many requests", Retry.HELPS),
    /// A bug of this server.
    INTERNAL(500, "Something went wrong here", Retry.POINTLESS),
    /// The store cannot be reached, and whether the change was stored is unknown: repeat with the same key.
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

    /// The code as on the wire: `chat_not_found`.
    public String code() {
        return code;
    }

    /// The status over HTTP.
    public int status() {
        return status;
    }

    /// A short text for users, the same for every occurrence.
    public String title() {
        return title;
    }

    /// Whether repeating the same request later can succeed.
    public boolean retryable() {
        return retry == Retry.HELPS;
    }

    /// The code of a refusal by the rules.
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
