/// Programs that use the messenger, compiled and run by the tests.
@NullMarked
package io.vestnik.examples;

import org.jspecify.annotations.NullMarked;
