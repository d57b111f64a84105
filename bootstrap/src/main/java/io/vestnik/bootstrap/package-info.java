/// The program: its commands and settings, and the composition of all parts by plain constructors.
@NullMarked
package io.vestnik.bootstrap;

import org.jspecify.annotations.NullMarked;
