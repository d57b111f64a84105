/// How a transaction runs, whatever it does: [io.vestnik.postgres.transaction.Transactions].
@NullMarked
package io.vestnik.postgres.transaction;

import org.jspecify.annotations.NullMarked;
