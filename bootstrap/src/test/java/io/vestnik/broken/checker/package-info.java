/// Violates the rules of architecture on purpose, so that each rule is seen to fail.
@NullMarked
package io.vestnik.broken.checker;

import org.jspecify.annotations.NullMarked;
