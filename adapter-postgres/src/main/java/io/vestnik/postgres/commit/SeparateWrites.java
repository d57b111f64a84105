package io.vestnik.postgres.commit;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.postgres.connection.Failures;
import io.vestnik.postgres.transaction.Transactions;
import io.vestnik.postgres.transaction.UnknownOutcomeException;
import java.sql.SQLException;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import org.jdbi.v3.core.JdbiException;

/// Commits changes of chats, each in a transaction of its own. These transactions use a separate connection pool.
public final class SeparateWrites {
    private final Transactions transactions;
    private final Function<ChatId, Lock> turns;

    /// @param turns finds the turn of a chat's writer
    public SeparateWrites(Transactions transactions, Function<ChatId, Lock> turns) {
        this.transactions = transactions;
        this.turns = turns;
    }

    /// Commits a change. Returns when the change is committed and published, or refused.
    ///
    /// @throws io.vestnik.domain.StoreUnavailableException if the database cannot be reached; whether the change was
    ///     stored is unknown
    public <T> Outcome<T> commit(SeparateChange<T> write) {
        try {
            return transactions
                    .run(() -> new SeparateTransaction<>(write, turns.apply(write.chatId())))
                    .outcome();
        } catch (SQLException | JdbiException | UnknownOutcomeException e) {
            throw Failures.translated(write.doing(), e);
        }
    }
}
