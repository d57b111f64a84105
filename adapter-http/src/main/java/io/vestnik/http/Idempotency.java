package io.vestnik.http;

/// The headers that make repeating safe.
final class Idempotency {
    static final String KEY = "Idempotency-Key";
    static final String REPLAYED = "Idempotent-Replayed";
    static final String REPLAYED_MEANING = "`true` when this is a repeat: what the key made before.";

    private Idempotency() {}
}
