/// The use cases of the messenger, and their ports other than the stores.
@NullMarked
package io.vestnik.application;

import org.jspecify.annotations.NullMarked;
