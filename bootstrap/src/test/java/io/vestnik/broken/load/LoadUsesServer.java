package io.vestnik.broken.load;

import io.vestnik.broken.postgres.Store;

/// A load tool that depends on the server's internals.
public record LoadUsesServer(Store store) {}
