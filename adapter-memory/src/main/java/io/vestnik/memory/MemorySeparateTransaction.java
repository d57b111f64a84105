package io.vestnik.memory;

import io.vestnik.application.commit.StoreFailure;
import io.vestnik.application.commit.Transaction;
import io.vestnik.application.commit.Transactions;
import io.vestnik.application.commit.Turn;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.user.UserId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;

/// Commits one change that joins no batch: of members, of a title, or of a whole chat.
///
/// The change follows the code of the direct store ([MemoryStore]), which decides and changes in one step. So it runs
/// when the commit is applied, and not before. A request of a user who is not a member is refused before, so that it
/// waits for no turn.
final class MemorySeparateTransaction<T> implements Transaction<MemoryConnection> {
    /// A change of a chat.
    ///
    /// @param doing the name of the action for error messages, for example `adding members`
    /// @param actor the member who changes the chat; empty for the creation of a chat
    /// @param work decides and changes; its events are collected
    record Change<R>(String doing, ChatId chatId, Optional<UserId> actor, Supplier<Outcome<R>> work) {}

    private final MemoryDatabase database;
    private final NodeRuntime runtime;
    private final Change<T> change;
    private final Lock turn;
    private boolean runs;
    private Outcome<T> outcome = Outcome.refused(Refusal.CHAT_NOT_FOUND);
    private List<ChatEvent> events = List.of();

    MemorySeparateTransaction(MemoryDatabase database, NodeRuntime runtime, Change<T> change, Lock turn) {
        this.database = database;
        this.runtime = runtime;
        this.change = change;
        this.turn = turn;
    }

    /// The result of the change.
    Outcome<T> outcome() {
        return outcome;
    }

    @Override
    public void decide(MemoryConnection connection) throws StoreFailure {
        database.begin(connection);
        if (change.actor().isEmpty()) {
            // No other transaction sees the chat before the commit, so no lock is needed.
            runs = true;
            return;
        }
        database.lock(connection, change.chatId(), Transactions.LOCK_MAX, runtime);
        runs = database.table()
                .in(
                        change.chatId(),
                        chat -> change.actor().flatMap(chat::present).isPresent())
                .orElse(false);
    }

    @Override
    public Turn turn() {
        return runs ? Turn.bounded(runtime, turn, change.doing()) : Turn.NONE;
    }

    @Override
    public void commit(MemoryConnection connection) throws StoreFailure {
        if (runs) {
            database.commit(connection, this::run);
        } else {
            database.rollBack(connection);
        }
    }

    private List<ChatEvent> run() {
        events = database.eventsOf(() -> outcome = change.work().get());
        Optional<StoredChat> unused = database.table().in(change.chatId(), chat -> {
            chat.lowest = chat.marks.lowestAfter(Map.of());
            return chat;
        });
        return events;
    }

    @Override
    public void rollBack(MemoryConnection connection) throws StoreFailure {
        database.rollBack(connection);
    }

    @Override
    public List<ChatEvent> events() {
        return events;
    }

    @Override
    public List<ChatId> chats() {
        return List.of(change.chatId());
    }
}
