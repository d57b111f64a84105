/// Changes of chats, in the order in which a transaction goes through them: a
/// [io.vestnik.postgres.commit.ChatWrite] is run in a [io.vestnik.postgres.commit.BatchTransaction] together with
/// others, or in a [io.vestnik.postgres.commit.SeparateTransaction]. Either locks and reads with
/// [io.vestnik.postgres.commit.RowReads], decides on [io.vestnik.postgres.commit.LockedRows], and writes with
/// [io.vestnik.postgres.commit.RowWrites].
@NullMarked
package io.vestnik.postgres.commit;

import org.jspecify.annotations.NullMarked;
