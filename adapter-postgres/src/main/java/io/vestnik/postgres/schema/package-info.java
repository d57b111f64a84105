/// The migrations of the schema.
@NullMarked
package io.vestnik.postgres.schema;

import org.jspecify.annotations.NullMarked;
