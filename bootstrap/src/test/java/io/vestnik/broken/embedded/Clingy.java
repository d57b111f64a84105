package io.vestnik.broken.embedded;

import io.vestnik.broken.postgres.Store;

/// An embedded database that depends on its content.
public record Clingy(Store store) {}
