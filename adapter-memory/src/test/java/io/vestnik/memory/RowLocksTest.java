package io.vestnik.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.commit.StoreFailure;
import io.vestnik.application.commit.StoreFailure.Kind;
import io.vestnik.application.runtime.SystemRuntime;
import io.vestnik.domain.chat.ChatId;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class RowLocksTest {
    private static final ChatId CHAT = new ChatId(new UUID(0, 1));
    private static final ChatId OTHER = new ChatId(new UUID(0, 2));
    private static final Duration LONG = Duration.ofMinutes(1);

    private final RowLocks locks = new RowLocks();

    @Test
    void a_lock_is_held_until_the_transaction_ends() throws StoreFailure {
        MemoryConnection first = begun();
        MemoryConnection second = begun();
        assertThat(locks.tryLock(first, CHAT)).isTrue();
        assertThat(locks.tryLock(first, CHAT)).isTrue();

        assertThat(locks.tryLock(second, CHAT)).isFalse();
        assertThat(locks.tryLock(second, OTHER)).isTrue();

        locks.rollBack(first);
        assertThat(locks.tryLock(second, CHAT)).isTrue();
    }

    @Test
    void a_lock_that_stays_taken_is_not_available() throws StoreFailure {
        MemoryConnection first = begun();
        MemoryConnection second = begun();
        assertThat(locks.tryLock(first, CHAT)).isTrue();

        assertFails(Kind.LOCKED, () -> locks.lock(second, CHAT, Duration.ofMillis(1), SystemRuntime.INSTANCE));

        locks.rollBack(first);
        assertThat(locks.tryLock(begun(), CHAT)).isTrue();
    }

    @Test
    void a_lock_goes_to_the_connection_that_has_waited_longest() throws Exception {
        MemoryConnection first = begun();
        assertThat(locks.tryLock(first, CHAT)).isTrue();
        MemoryConnection second = begun();
        Waiting waitingSecond = waitFor(second);
        MemoryConnection third = begun();
        Waiting waitingThird = waitFor(third);

        locks.rollBack(first);
        waitingSecond.locked().join();
        assertThat(waitingThird.locked()).isNotDone();
        assertThat(locks.tryLock(begun(), CHAT)).isFalse();

        locks.rollBack(second);
        waitingThird.locked().join();
    }

    @Test
    void a_lost_connection_releases_its_locks_and_is_of_no_use() throws StoreFailure {
        MemoryConnection lost = begun();
        assertThat(locks.tryLock(lost, CHAT)).isTrue();

        locks.disconnect(lost);

        assertThat(locks.tryLock(begun(), CHAT)).isTrue();
        assertFails(Kind.CONNECTION_LOST, () -> locks.tryLock(lost, OTHER));
        assertFails(Kind.CONNECTION_LOST, () -> locks.rollBack(lost));
        assertFails(Kind.CONNECTION_LOST, () -> locks.begin(lost));
        assertFails(Kind.OUTCOME_UNKNOWN, () -> locks.beginCommit(lost));
    }

    @Test
    void a_lost_connection_stops_waiting_and_gets_no_lock() throws Exception {
        MemoryConnection first = begun();
        assertThat(locks.tryLock(first, CHAT)).isTrue();
        MemoryConnection lost = begun();
        Waiting waiting = waitFor(lost);

        locks.disconnect(lost);

        assertThatThrownBy(() -> waiting.locked().join())
                .cause()
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_LOST));
        locks.rollBack(first);
        assertThat(locks.tryLock(begun(), CHAT)).isTrue();
    }

    @Test
    void an_interrupted_thread_stops_waiting() throws Exception {
        MemoryConnection first = begun();
        assertThat(locks.tryLock(first, CHAT)).isTrue();
        Waiting waiting = waitFor(begun());

        waiting.thread().interrupt();

        assertThatThrownBy(() -> waiting.locked().join())
                .cause()
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT));
    }

    @Test
    void a_transaction_that_commits_keeps_its_locks_without_its_connection() throws StoreFailure {
        MemoryConnection committing = begun();
        assertThat(locks.tryLock(committing, CHAT)).isTrue();
        locks.beginCommit(committing);

        locks.disconnect(committing);
        assertThat(locks.tryLock(begun(), CHAT)).isFalse();

        locks.end(committing);
        assertThat(locks.tryLock(begun(), CHAT)).isTrue();
    }

    @Test
    void a_connection_has_one_transaction_at_a_time() throws StoreFailure {
        MemoryConnection connection = begun();

        assertThatThrownBy(() -> locks.begin(connection)).isInstanceOf(IllegalStateException.class);

        locks.rollBack(connection);
        locks.begin(connection);
    }

    private MemoryConnection begun() throws StoreFailure {
        MemoryConnection connection = new MemoryConnection();
        locks.begin(connection);
        return connection;
    }

    /// A thread that waits for a lock.
    ///
    /// @param locked completes when the thread has the lock
    private record Waiting(Thread thread, CompletableFuture<Void> locked) {}

    /// Returns when a new thread waits for the lock of the chat.
    private Waiting waitFor(MemoryConnection connection) {
        CompletableFuture<Void> locked = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                locks.lock(connection, CHAT, LONG, SystemRuntime.INSTANCE);
                locked.complete(null);
            } catch (StoreFailure e) {
                locked.completeExceptionally(e);
            }
        });
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return new Waiting(thread, locked);
    }

    private static void assertFails(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }
}
