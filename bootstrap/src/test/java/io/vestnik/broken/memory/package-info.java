/// Part of a house that breaks every rule of architecture on purpose.
@NullMarked
package io.vestnik.broken.memory;

import org.jspecify.annotations.NullMarked;
