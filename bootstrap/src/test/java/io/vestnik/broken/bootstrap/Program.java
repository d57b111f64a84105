package io.vestnik.broken.bootstrap;

/// What puts everything together.
public record Program() {}
