package io.vestnik.broken.embedded;

import io.vestnik.broken.postgres.Store;

/// A database that knows what is kept in it.
public record Clingy(Store store) {}
