@NullMarked
package io.vestnik.domain.message;

import org.jspecify.annotations.NullMarked;
