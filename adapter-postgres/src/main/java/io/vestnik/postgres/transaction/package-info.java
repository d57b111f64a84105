/// Runs transactions, independently of their content: [io.vestnik.postgres.transaction.Transactions].
@NullMarked
package io.vestnik.postgres.transaction;

import org.jspecify.annotations.NullMarked;
