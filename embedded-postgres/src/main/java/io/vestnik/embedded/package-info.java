/// The PostgreSQL that comes along: unpacked, started, guarded and stopped under a data directory.
@NullMarked
package io.vestnik.embedded;

import org.jspecify.annotations.NullMarked;
