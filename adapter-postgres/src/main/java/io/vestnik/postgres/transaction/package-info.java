/// Runs reads, changes that belong to no chat, and statements that are sent together. Transactions are run by
/// [io.vestnik.application.commit.Transactions].
@NullMarked
package io.vestnik.postgres.transaction;

import org.jspecify.annotations.NullMarked;
