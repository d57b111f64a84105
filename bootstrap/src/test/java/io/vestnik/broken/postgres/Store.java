package io.vestnik.broken.postgres;

/// A type of the PostgreSQL adapter, which other adapters must not use.
public record Store() {}
