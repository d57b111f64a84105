@NullMarked
package io.vestnik.checker;

import org.jspecify.annotations.NullMarked;
