/// Violates a rule.
@NullMarked
package io.vestnik.broken.postgres.read;

import org.jspecify.annotations.NullMarked;
