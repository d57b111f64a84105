/// Backups of all data.
@NullMarked
package io.vestnik.postgres.backup;

import org.jspecify.annotations.NullMarked;
