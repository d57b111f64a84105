package io.vestnik.broken.application;

import io.vestnik.broken.http.Nosy;

/// A use case that depends on an adapter.
public record Impatient(Nosy adapter) {}
