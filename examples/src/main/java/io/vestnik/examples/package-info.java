/// Programs that use the messenger. The tests compile and run them.
@NullMarked
package io.vestnik.examples;

import org.jspecify.annotations.NullMarked;
