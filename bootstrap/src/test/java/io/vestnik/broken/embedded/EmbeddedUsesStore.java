package io.vestnik.broken.embedded;

import io.vestnik.broken.postgres.Store;

/// An embedded database that depends on the store whose data it contains.
public record EmbeddedUsesStore(Store store) {}
