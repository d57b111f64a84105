package io.vestnik.client;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A refusal of the server: a problem document over HTTP, an `error` frame over WebSocket, with one catalogue of codes.
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

    /// The HTTP status; 0 if the refusal came as a frame.
    public int status() {
        return status;
    }

    /// The code of the catalogue, such as `chat_not_found`.
    public String code() {
        return code;
    }

    /// For humans.
    public String detail() {
        return detail;
    }

    /// All errors of the input; empty for other refusals.
    public List<FieldError> fieldErrors() {
        return fieldErrors;
    }

    /// Whether the same request, with the same key, may succeed later.
    public boolean retryable() {
        return retryable;
    }

    /// Whether the device is logged out: an HTTP refusal of the authentication, not of the request.
    boolean isSignedOut() {
        return status == UNAUTHORIZED || status == FORBIDDEN;
    }

    /// The requested pause before a retry; absent if there is none.
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
