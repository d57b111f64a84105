/// The contracts that every adapter of a port must pass, scenarios over any store, and fakes.
@NullMarked
package io.vestnik.testkit;

import org.jspecify.annotations.NullMarked;
