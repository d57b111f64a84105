/// The settings: each is declared once and read from flags or environment variables. All are validated together before
/// the server starts.
@NullMarked
package io.vestnik.bootstrap.settings;

import org.jspecify.annotations.NullMarked;
