package io.vestnik.load;

import io.vestnik.client.VestnikException;

/// A rate limit of the server refused a request without which the run cannot continue.
public final class LimitedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LimitedException(VestnikException refusal) {
        super("a limit of the server ended the run: " + refusal.getMessage(), refusal);
    }
}
