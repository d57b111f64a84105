package io.vestnik.postgres;

import io.vestnik.domain.Outcome;
import io.vestnik.postgres.ChatWrite.Separate;
import java.sql.SQLException;
import org.jdbi.v3.core.JdbiException;

/// Commits changes of chats in transactions of their own, on a pool of their own.
final class SeparateWrites {
    private final Transactions transactions;
    private final Writers writers;

    SeparateWrites(Transactions transactions, Writers writers) {
        this.transactions = transactions;
        this.writers = writers;
    }

    /// Returns when the change is committed and published, or refused.
    ///
    /// @throws StoreUnavailableException if the database cannot be reached; whether the change was stored is unknown
    <T> Outcome<T> commit(Separate<T> write) {
        try {
            return transactions
                    .run(() -> new SeparateTransaction<>(write, writers.turnOf(write.chatId())))
                    .outcome();
        } catch (SQLException | JdbiException | UnknownOutcomeException e) {
            throw Failures.translated(write.doing(), e);
        }
    }
}
