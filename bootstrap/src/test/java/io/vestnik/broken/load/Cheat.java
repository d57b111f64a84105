package io.vestnik.broken.load;

import io.vestnik.broken.postgres.Store;

/// A load tool that looks behind the server.
public record Cheat(Store store) {}
