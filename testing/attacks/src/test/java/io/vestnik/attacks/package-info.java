@NullMarked
package io.vestnik.attacks;

import org.jspecify.annotations.NullMarked;
