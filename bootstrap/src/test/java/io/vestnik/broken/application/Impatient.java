package io.vestnik.broken.application;

import io.vestnik.broken.http.Nosy;

/// A use case that knows its adapter.
public record Impatient(Nosy adapter) {}
