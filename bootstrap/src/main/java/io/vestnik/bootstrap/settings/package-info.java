/// Settings: declared once, read from environment and flags, validated as a whole before the server starts.
@NullMarked
package io.vestnik.bootstrap.settings;

import org.jspecify.annotations.NullMarked;
