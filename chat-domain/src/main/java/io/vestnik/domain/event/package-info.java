/// What a store tells after a commit.
@NullMarked
package io.vestnik.domain.event;

import org.jspecify.annotations.NullMarked;
