/// Violates a rule.
@NullMarked
package io.vestnik.broken.postgres.commit;

import org.jspecify.annotations.NullMarked;
