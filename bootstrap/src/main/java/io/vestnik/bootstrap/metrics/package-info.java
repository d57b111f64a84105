/// The metrics of a running server, in the format of Prometheus. `docs/operations.md` lists their names.
@NullMarked
package io.vestnik.bootstrap.metrics;

import org.jspecify.annotations.NullMarked;
