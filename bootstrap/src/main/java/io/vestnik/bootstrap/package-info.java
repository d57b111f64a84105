/// The program: commands, settings, and the wiring of all parts by plain constructors.
@NullMarked
package io.vestnik.bootstrap;

import org.jspecify.annotations.NullMarked;
