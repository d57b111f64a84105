package io.vestnik.websocket.connection;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.websocket.frame.ClientFrame;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The unauthenticated connections of all addresses, bounded in the memory of their frames. Thread-safe.
public final class BeforeLogin {
    /// The size of a `hello`, in bytes, above which it counts as large. A client without `since`, or with some hundred
    /// chats, sends less.
    private static final int SMALL_BYTES = WebSocketSettings.FRAME_BYTES_MAX;

    /// The memory of one chat in the `since` of a `hello` that was read, in bytes.
    private static final int CHAT_BYTES = 300;

    private final MemoryBudget memory;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    /// Held while a large `hello` is read. Reading takes memory of many times the size of the `hello` for some
    /// milliseconds, so only one large `hello` is read at a time.
    private final ReentrantLock largeReading = new ReentrantLock(true);

    /// A connection that is not authenticated. Safe for any thread.
    public interface Waiting {
        /// The number of bytes that are held of an incomplete frame.
        int incompleteBytes();

        /// Closes the connection because incomplete frames have used up their memory.
        void closeForRoom();
    }

    /// @param memory the budgets of all connections; this object uses the budget of the unauthenticated connections
    public BeforeLogin(SocketMemory memory) {
        this.memory = memory.beforeLogin();
    }

    MemoryBudget memory() {
        return memory;
    }

    /// Registers an unauthenticated connection.
    public void add(Waiting connection) {
        waiting.add(connection);
    }

    /// Removes a connection that was authenticated or closed. Called once for each connection that was added.
    public void left(Waiting connection) {
        waiting.remove(connection);
    }

    /// Closes the connection that holds the most bytes of an incomplete frame, to free memory for a smaller `hello`. So
    /// clients that hold much memory cannot lock out clients that need little.
    ///
    /// @param bytes the number of bytes that the smaller `hello` needs
    /// @return whether a connection held more than `bytes`, and was closed
    boolean closeLargest(long bytes) {
        return waiting.stream()
                .filter(connection -> connection.incompleteBytes() > bytes)
                .max(Comparator.comparingInt(Waiting::incompleteBytes))
                .map(largest -> {
                    largest.closeForRoom();
                    return true;
                })
                .orElse(false);
    }

    /// Reads a `hello` of `bytes` bytes. Only one large `hello` is read at a time.
    <T> T reading(int bytes, Supplier<T> reading) {
        if (bytes <= SMALL_BYTES) {
            return reading.get();
        }
        largeReading.lock();
        try {
            return reading.get();
        } finally {
            largeReading.unlock();
        }
    }

    /// The approximate memory of a `hello` that was read, in bytes. It is held until the connection is authenticated.
    static long weight(ClientFrame.Hello hello) {
        return hello.token().length() * 2L
                + hello.since()
                        .map(cursors -> (long) cursors.chats().size() * CHAT_BYTES)
                        .orElse(0L);
    }
}
