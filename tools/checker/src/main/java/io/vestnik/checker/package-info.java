/// The checks of the laws on what clients receive. The load tool uses them while it measures.
@NullMarked
package io.vestnik.checker;

import org.jspecify.annotations.NullMarked;
