package io.vestnik.memory;

import io.vestnik.application.commit.Batch;
import io.vestnik.application.commit.BatchRows;
import io.vestnik.application.commit.ChatRow;
import io.vestnik.application.commit.LockedRows;
import io.vestnik.application.commit.MemberRef;
import io.vestnik.application.commit.MemberRow;
import io.vestnik.application.commit.MessageRef;
import io.vestnik.application.commit.QueuedChange;
import io.vestnik.application.commit.StoreFailure;
import io.vestnik.application.runtime.NodeRuntime;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.Posting;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The rows of a batch in a [MemoryDatabase].
final class MemoryBatchRows implements BatchRows<MemoryConnection> {
    /// How long a batch waits for a chat's lock. The usual holder of the lock, another node's batch or a separate
    /// change, ends sooner.
    private static final Duration WAIT_MAX = Duration.ofMillis(50);

    private final MemoryDatabase database;
    private final NodeRuntime runtime;

    MemoryBatchRows(MemoryDatabase database, NodeRuntime runtime) {
        this.database = database;
        this.runtime = runtime;
    }

    @Override
    public void read(MemoryConnection connection, Batch batch, Optional<ChatId> waitFor) throws StoreFailure {
        database.begin(connection);
        if (waitFor.isPresent()) {
            database.lock(connection, waitFor.get(), WAIT_MAX, runtime);
        }
        Set<ChatId> locked = lock(connection, batch);
        batch.rows().now(database.table().now());
        locked.forEach(chat -> readChat(chat, batch.rows()));
        batch.members().stream()
                .filter(member -> locked.contains(member.chatId()))
                .forEach(member -> readMember(member, batch.rows()));
        readKeys(batch, locked);
        batch.messages().stream()
                .filter(message -> locked.contains(message.chatId()))
                .forEach(message -> readMessage(message, batch.rows()));
    }

    /// Takes the locks of the chats that exist, in order of their ids, without waiting.
    ///
    /// @return the locked chats
    private Set<ChatId> lock(MemoryConnection connection, Batch batch) throws StoreFailure {
        Set<ChatId> locked = new LinkedHashSet<>();
        for (ChatId chat : batch.chatIds()) {
            if (database.table().contains(chat)) {
                if (database.tryLock(connection, chat)) {
                    locked.add(chat);
                } else {
                    batch.locked(chat);
                }
            }
        }
        return locked;
    }

    /// Reads the row of a chat, unless the former holder of its lock has deleted the chat.
    private void readChat(ChatId id, LockedRows rows) {
        database.table()
                .in(
                        id,
                        chat -> new ChatRow(new ChatRow.Values(
                                chat.kind, chat.head(), chat.memberCount, chat.marksVersion, chat.floor, chat.lowest)))
                .ifPresent(rows::add);
    }

    private void readMember(MemberRef ref, LockedRows rows) {
        database.table()
                .in(
                        ref.chatId(),
                        chat -> Optional.ofNullable(chat.members.get(ref.userId()))
                                .map(member -> new MemberRow(
                                        ref, member.role, member.ownFloor, member.readUpTo, member.lastSent)))
                .flatMap(Function.identity())
                .ifPresent(rows::add);
    }

    private void readKeys(Batch batch, Set<ChatId> locked) {
        List<QueuedChange.Post> posts = batch.posts();
        for (int i = 0; i < posts.size(); i++) {
            QueuedChange.Post post = posts.get(i);
            if (locked.contains(post.chatId())) {
                Optional<Posting.StoredKey> found = database.table()
                        .in(
                                post.chatId(),
                                chat -> chat.storedKey(
                                        post.actor(), post.draft().key()))
                        .flatMap(Function.identity());
                if (found.isPresent()) {
                    batch.foundKey(i, found.get());
                }
            }
        }
    }

    private void readMessage(MessageRef ref, LockedRows rows) {
        database.table()
                .in(ref.chatId(), chat -> chat.message(ref.id()).map(chat::shown))
                .flatMap(Function.identity())
                .ifPresent(rows::add);
    }

    @Override
    public void commit(MemoryConnection connection, LockedRows rows) throws StoreFailure {
        database.commit(connection, StagedRows.of(database.table(), rows)::store);
    }

    @Override
    public void rollBack(MemoryConnection connection) throws StoreFailure {
        database.rollBack(connection);
    }
}
