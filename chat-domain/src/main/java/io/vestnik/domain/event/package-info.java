/// The events that a store publishes after a commit.
@NullMarked
package io.vestnik.domain.event;

import org.jspecify.annotations.NullMarked;
