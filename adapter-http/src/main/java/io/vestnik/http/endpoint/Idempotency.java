package io.vestnik.http.endpoint;

/// The headers of idempotent requests.
final class Idempotency {
    static final String KEY = "Idempotency-Key";
    static final String REPLAYED = "Idempotent-Replayed";
    static final String REPLAYED_MEANING = "`true` for a retry: the key was used before, and this is its result.";

    private Idempotency() {}
}
