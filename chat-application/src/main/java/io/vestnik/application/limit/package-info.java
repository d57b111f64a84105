/// Rate limits and size limits.
@NullMarked
package io.vestnik.application.limit;

import org.jspecify.annotations.NullMarked;
