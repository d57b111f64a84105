package io.vestnik.postgres.commit;

import io.vestnik.application.commit.StoreFailure;
import io.vestnik.application.commit.Transactions;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.postgres.connection.Failures;
import io.vestnik.postgres.connection.PostgresConnection;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;

/// Commits changes of chats, each in a transaction of its own. These transactions use a separate connection pool.
public final class SeparateWrites {
    private final Transactions<PostgresConnection> transactions;
    private final Function<ChatId, Lock> turns;
    private final NodeRuntime runtime;

    /// @param turns finds the turn of a chat's writer
    public SeparateWrites(
            Transactions<PostgresConnection> transactions, Function<ChatId, Lock> turns, NodeRuntime runtime) {
        this.transactions = transactions;
        this.turns = turns;
        this.runtime = runtime;
    }

    /// Commits a change. Returns when the change is committed and published, or refused.
    ///
    /// @throws io.vestnik.domain.StoreUnavailableException if the database cannot be reached; whether the change was
    ///     stored is unknown
    public <T> Outcome<T> commit(SeparateChange<T> write) {
        try {
            return transactions
                    .run(() -> new SeparateTransaction<>(write, turns.apply(write.chatId()), runtime))
                    .outcome();
        } catch (StoreFailure e) {
            throw Failures.translated(write.doing(), e);
        }
    }
}
