package io.vestnik.broken.bootstrap;

/// The composition root.
public record Program() {}
