/// Messages: how a draft becomes one, once and in its place, and how it is read back.
@NullMarked
package io.vestnik.domain.message;

import org.jspecify.annotations.NullMarked;
