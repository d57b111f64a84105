/// The program: commands, settings, and the wiring of everything by plain new.
@NullMarked
package io.vestnik.bootstrap;

import org.jspecify.annotations.NullMarked;
