package io.vestnik.broken.bootstrap;

/// The class that composes the parts of the program.
public record Program() {}
