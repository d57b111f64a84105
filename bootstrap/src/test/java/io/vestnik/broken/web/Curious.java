package io.vestnik.broken.web;

import io.vestnik.broken.domain.Leaky;

/// A web client that contains more than files.
public record Curious(Leaky value) {}
