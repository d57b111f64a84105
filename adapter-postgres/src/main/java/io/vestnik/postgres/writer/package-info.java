/// The writers of a node: each commits the changes that wait in its queue, batch after batch.
@NullMarked
package io.vestnik.postgres.writer;

import org.jspecify.annotations.NullMarked;
