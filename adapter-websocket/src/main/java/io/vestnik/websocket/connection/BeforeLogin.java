package io.vestnik.websocket.connection;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.websocket.frame.ClientFrame;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The unauthenticated connections of all addresses, bounded in number and in the memory of their frames. Thread-safe.
public final class BeforeLogin {
    /// A `hello` up to this size is served even if larger ones use up the memory: the connection with the largest one
    /// is closed for it. A client without `since`, or with some hundred chats, sends less.
    static final int SMALL_BYTES = WebSocketSettings.FRAME_BYTES_MAX;

    /// A chat in the `since` of a `hello` that was read.
    private static final int CHAT_BYTES = 300;

    private final MemoryBudget memory;
    private final Semaphore places;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    /// Reading a large `hello` takes many times its size for some milliseconds, so one is read at a time.
    private final ReentrantLock largeReading = new ReentrantLock(true);

    /// A connection that is not authenticated. Safe for any thread.
    public interface Waiting {
        /// The bytes held of an incomplete frame.
        int incompleteBytes();

        /// Closes because incomplete frames use up their memory.
        void closeForRoom();
    }

    /// @param memory its part of unauthenticated connections is divided here
    public BeforeLogin(SocketMemory memory) {
        this.memory = memory.beforeLogin();
        this.places = new Semaphore(memory.waitingMax());
    }

    MemoryBudget memory() {
        return memory;
    }

    /// Takes a place for one more connection, if one is free.
    public boolean enter() {
        return places.tryAcquire();
    }

    /// Returns a place that was not needed.
    public void cancel() {
        places.release();
    }

    /// Registers the connection that uses a place.
    public void add(Waiting connection) {
        waiting.add(connection);
    }

    /// A connection was authenticated or closed. Called once for each that was added.
    public void left(Waiting connection) {
        waiting.remove(connection);
        places.release();
    }

    /// Closes the connection that holds the most bytes of an incomplete frame, to free memory for a small `hello`.
    ///
    /// @return whether a connection held more than [#SMALL_BYTES]
    boolean closeLargest() {
        return waiting.stream()
                .filter(connection -> connection.incompleteBytes() > SMALL_BYTES)
                .max(Comparator.comparingInt(Waiting::incompleteBytes))
                .map(largest -> {
                    largest.closeForRoom();
                    return true;
                })
                .orElse(false);
    }

    /// Reads a `hello` of this size, alone if it is large.
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

    /// The bytes that a `hello` holds after it was read, until its connection is authenticated.
    static long weight(ClientFrame.Hello hello) {
        return hello.token().length() * 2L
                + hello.since()
                        .map(known -> (long) known.chats().size() * CHAT_BYTES)
                        .orElse(0L);
    }
}
