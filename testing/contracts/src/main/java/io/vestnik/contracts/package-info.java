/// The contracts that every adapter of a port must pass, scenarios over any store, and fakes.
@NullMarked
package io.vestnik.contracts;

import org.jspecify.annotations.NullMarked;
