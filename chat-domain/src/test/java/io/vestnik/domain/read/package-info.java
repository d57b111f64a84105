@NullMarked
package io.vestnik.domain.read;

import org.jspecify.annotations.NullMarked;
