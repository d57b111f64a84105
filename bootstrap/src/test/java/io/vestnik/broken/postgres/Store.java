package io.vestnik.broken.postgres;

/// A type of another adapter.
public record Store() {}
