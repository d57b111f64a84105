package io.vestnik.broken.postgres;

/// What another adapter looks into.
public record Store() {}
