/// Settings: declared once, read from environment and flags, checked whole before anything starts.
@NullMarked
package io.vestnik.bootstrap.settings;

import org.jspecify.annotations.NullMarked;
