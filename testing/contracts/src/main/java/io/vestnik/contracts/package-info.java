/// The contracts that every adapter of a port must pass, random tests of any store, and fakes for other tests.
@NullMarked
package io.vestnik.contracts;

import org.jspecify.annotations.NullMarked;
