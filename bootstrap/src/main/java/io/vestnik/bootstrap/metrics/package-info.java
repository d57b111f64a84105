/// What a running server counts and measures of itself, as Prometheus reads it. The names are listed in
/// `docs/operations.md`.
@NullMarked
package io.vestnik.bootstrap.metrics;

import org.jspecify.annotations.NullMarked;
