/// Commits changes of chats. A [io.vestnik.postgres.commit.ChatWrite] runs in a
/// [io.vestnik.postgres.commit.BatchTransaction] together with other changes, or in a
/// [io.vestnik.postgres.commit.SeparateTransaction] of its own. Both kinds of transaction lock and read with
/// [io.vestnik.postgres.commit.RowReads], decide on [io.vestnik.postgres.commit.LockedRows], and write with
/// [io.vestnik.postgres.commit.RowWrites].
@NullMarked
package io.vestnik.postgres.commit;

import org.jspecify.annotations.NullMarked;
