/// The writers of a node: each commits what waits in its queue, batch after batch.
@NullMarked
package io.vestnik.postgres.writer;

import org.jspecify.annotations.NullMarked;
