package io.vestnik.checker;

import java.util.Set;

/// The documented error and close codes.
final class Codes {
    private static final Set<String> ERRORS = Set.of(
            "invalid_request",
            "not_authenticated",
            "token_expired",
            "token_reused",
            "bad_credentials",
            "forbidden",
            "chat_not_found",
            "message_not_found",
            "user_not_found",
            "device_not_found",
            "not_found",
            "method_not_allowed",
            "email_taken",
            "username_taken",
            "group_full",
            "key_reused",
            "message_deleted",
            "payload_too_large",
            "unsupported_media_type",
            "rate_limited",
            "internal",
            "unavailable");

    private static final int STANDARD_MIN = 1000;
    private static final int STANDARD_MAX = 1015;
    private static final int RECONNECT_MIN = 4000;
    private static final int RECONNECT_MAX = 4003;
    private static final int STOP_MIN = 4500;
    private static final int STOP_MAX = 4504;

    private Codes() {}

    static boolean isError(String code) {
        return ERRORS.contains(code);
    }

    /// Whether a client repeats a send that was refused with a code.
    static boolean isRetryable(String code) {
        return code.equals("rate_limited") || code.equals("unavailable");
    }

    /// Whether a send that was answered with a code may be stored nevertheless.
    static boolean isUnknownOutcome(String code) {
        return code.equals("unavailable") || code.equals("internal");
    }

    /// Whether a close code is one of the standard or of the protocol.
    static boolean isClose(int code) {
        return (code >= STANDARD_MIN && code <= STANDARD_MAX)
                || (code >= RECONNECT_MIN && code <= RECONNECT_MAX)
                || (code >= STOP_MIN && code <= STOP_MAX);
    }
}
