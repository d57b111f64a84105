/// The use cases of the messenger and the ports they need beyond what is kept.
@NullMarked
package io.vestnik.application;

import org.jspecify.annotations.NullMarked;
