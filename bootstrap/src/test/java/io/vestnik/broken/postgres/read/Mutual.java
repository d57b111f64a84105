package io.vestnik.broken.postgres.read;

import io.vestnik.broken.postgres.commit.Circular;
import java.util.Optional;

/// A class of a package that depends on a package above it.
public record Mutual(Optional<Circular> other) {}
