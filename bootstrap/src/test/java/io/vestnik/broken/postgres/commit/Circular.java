package io.vestnik.broken.postgres.commit;

import io.vestnik.broken.postgres.read.Mutual;
import java.util.Optional;

/// A class of a package that depends on a package above it.
public record Circular(Optional<Mutual> other) {}
