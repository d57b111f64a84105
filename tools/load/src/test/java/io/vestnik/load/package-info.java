@NullMarked
package io.vestnik.load;

import org.jspecify.annotations.NullMarked;
