package io.vestnik.bootstrap;

import org.jspecify.annotations.Nullable;

/// Another thread stopped the server during its start.
final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException(@Nullable Throwable cause) {
        super("stopped during the start", cause);
    }
}
