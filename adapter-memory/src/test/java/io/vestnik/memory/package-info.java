@NullMarked
package io.vestnik.memory;

import org.jspecify.annotations.NullMarked;
