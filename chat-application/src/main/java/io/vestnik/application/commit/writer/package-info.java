/// The writers of a node: each commits the changes that wait in its queue, batch after batch.
@NullMarked
package io.vestnik.application.commit.writer;

import org.jspecify.annotations.NullMarked;
