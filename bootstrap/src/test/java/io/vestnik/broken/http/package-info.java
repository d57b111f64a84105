/// Violates the rules of architecture on purpose, so that each rule is seen to fail.
@NullMarked
package io.vestnik.broken.http;

import org.jspecify.annotations.NullMarked;
