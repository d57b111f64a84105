package io.vestnik.client;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A refusal by the server: over HTTP a problem document, over WebSocket an `error` frame. Both use the same codes.
public final class VestnikException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final int status;
    private final String code;
    private final String detail;
    private final transient List<FieldError> fieldErrors;
    private final boolean retryable;
    private final transient @Nullable Duration retryAfter;

    VestnikException(
            int status,
            String code,
            String detail,
            List<FieldError> fieldErrors,
            boolean retryable,
            @Nullable Duration retryAfter) {
        super(code + (status == 0 ? "" : " (" + status + ")") + ": " + detail
                + (fieldErrors.isEmpty() ? "" : " " + fieldErrors));
        this.status = status;
        this.code = code;
        this.detail = detail;
        this.fieldErrors = List.copyOf(fieldErrors);
        this.retryable = retryable;
        this.retryAfter = retryAfter;
    }

    /// The HTTP status; 0 if the refusal was an `error` frame.
    public int status() {
        return status;
    }

    /// The error code, such as `chat_not_found`.
    public String code() {
        return code;
    }

    /// An explanation for humans.
    public String detail() {
        return detail;
    }

    /// All errors in the fields of the request; empty if the refusal has another reason.
    public List<FieldError> fieldErrors() {
        return fieldErrors;
    }

    /// Whether the same request, with the same key, may succeed later.
    public boolean retryable() {
        return retryable;
    }

    /// Whether the device is logged out: the server refused the authentication over HTTP.
    boolean isSignedOut() {
        return status == UNAUTHORIZED || status == FORBIDDEN;
    }

    /// The pause that the server requests before a retry; null if it requests none.
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
