/// Commits changes of chats. A [io.vestnik.application.commit.QueuedChange] runs in a
/// [io.vestnik.application.commit.BatchTransaction] together with other changes, a
/// [io.vestnik.postgres.commit.SeparateChange] in a [io.vestnik.postgres.commit.SeparateTransaction] of its own. Both
/// kinds of transaction lock and read with [io.vestnik.postgres.commit.RowReads], decide on
/// [io.vestnik.application.commit.LockedRows], count versions in [io.vestnik.application.commit.ChatRow], and write
/// with [io.vestnik.postgres.commit.RowWrites].
@NullMarked
package io.vestnik.postgres.commit;

import org.jspecify.annotations.NullMarked;
