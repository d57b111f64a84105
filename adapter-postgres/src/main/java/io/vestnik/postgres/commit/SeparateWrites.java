package io.vestnik.postgres.commit;

import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.postgres.commit.ChatWrite.Separate;
import io.vestnik.postgres.connection.Failures;
import io.vestnik.postgres.transaction.Transactions;
import io.vestnik.postgres.transaction.UnknownOutcomeException;
import java.sql.SQLException;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import org.jdbi.v3.core.JdbiException;

/// Commits changes of chats in transactions of their own, on a pool of their own.
public final class SeparateWrites {
    private final Transactions transactions;
    private final Function<ChatId, Lock> turns;

    /// @param turns the turn of a chat's writer
    public SeparateWrites(Transactions transactions, Function<ChatId, Lock> turns) {
        this.transactions = transactions;
        this.turns = turns;
    }

    /// Returns when the change is committed and published, or refused.
    ///
    /// @throws StoreUnavailableException if the database cannot be reached; whether the change was stored is unknown
    public <T> Outcome<T> commit(Separate<T> write) {
        try {
            return transactions
                    .run(() -> new SeparateTransaction<>(write, turns.apply(write.chatId())))
                    .outcome();
        } catch (SQLException | JdbiException | UnknownOutcomeException e) {
            throw Failures.translated(write.doing(), e);
        }
    }
}
