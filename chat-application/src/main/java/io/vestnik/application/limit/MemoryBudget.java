package io.vestnik.application.limit;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// A bound on the bytes that one kind of work holds at the same time, over all users of this process.
///
/// Work takes a lease before it allocates memory, and closes the lease when the memory is free again. A lease that does
/// not fit is refused at once; no call waits. Thread-safe, without locks.
public final class MemoryBudget {
    private final String name;
    private final long bytesMax;
    private final AtomicLong taken = new AtomicLong();

    /// @param name the kind of work that uses the memory, for metrics and logs
    /// @param bytesMax the bound, more than 0
    public MemoryBudget(String name, long bytesMax) {
        if (bytesMax <= 0) {
            throw new IllegalArgumentException("a budget must be more than 0 bytes, not " + bytesMax);
        }
        this.name = name;
        this.bytesMax = bytesMax;
    }

    /// Creates a budget that is a share of this process's maximum heap.
    ///
    /// @param percent the share in percent, 1 to 100
    public static MemoryBudget ofHeap(String name, int percent) {
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("a share of the heap must be 1 to 100 percent, not " + percent);
        }
        return new MemoryBudget(name, Runtime.getRuntime().maxMemory() / 100 * percent);
    }

    /// Takes a lease.
    ///
    /// @param bytes 0 or more
    /// @return the lease; empty if the budget has fewer than `bytes` left
    public Optional<Lease> take(long bytes) {
        return add(bytes) ? Optional.of(new Lease(bytes)) : Optional.empty();
    }

    /// Takes bytes without a lease, for a holder that counts them itself and calls [#release].
    ///
    /// @param bytes 0 or more
    /// @return false if the budget has fewer bytes left; then no bytes were taken
    public boolean reserve(long bytes) {
        return add(bytes);
    }

    /// Takes bytes even beyond the bound. The call is for memory that is already in use, and for memory whose refusal
    /// would stop other work. The caller bounds this memory in another way.
    ///
    /// @param bytes 0 or more
    public void reserveAnyway(long bytes) {
        requireSize(bytes);
        taken.addAndGet(bytes);
    }

    /// Gives back bytes that were taken by [#reserve] or [#reserveAnyway].
    ///
    /// @param bytes as many as were taken
    public void release(long bytes) {
        requireSize(bytes);
        taken.addAndGet(-bytes);
    }

    /// Whether more than a part of the budget is taken.
    ///
    /// @param percent the part as a percentage of the bound
    public boolean filledBeyond(int percent) {
        return taken.get() > bytesMax / 100.0 * percent;
    }

    private static void requireSize(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size must be 0 bytes or more, not " + bytes);
        }
    }

    private boolean add(long bytes) {
        requireSize(bytes);
        long before;
        do {
            before = taken.get();
            if (bytes > bytesMax - before) {
                return false;
            }
        } while (!taken.compareAndSet(before, before + bytes));
        return true;
    }

    /// The kind of work that uses the memory.
    public String name() {
        return name;
    }

    /// The bound.
    public long bytesMax() {
        return bytesMax;
    }

    /// The bytes that are taken now, with or without a lease.
    public long bytesTaken() {
        return taken.get();
    }

    /// Bytes that are taken from a budget until the lease is closed. One thread at a time may resize the lease; any
    /// thread may close it.
    public final class Lease implements AutoCloseable {
        private final AtomicLong bytes;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Lease(long bytes) {
            this.bytes = new AtomicLong(bytes);
        }

        /// The bytes of this lease; 0 once closed.
        public long bytes() {
            return bytes.get();
        }

        /// Changes the size of this lease. Shrinking always succeeds.
        ///
        /// @param newBytes 0 or more
        /// @return false if the budget does not have the additional bytes; the lease then keeps its size
        /// @throws IllegalStateException if the lease is closed
        public boolean resize(long newBytes) {
            if (closed.get()) {
                throw new IllegalStateException("a closed lease of " + name + " cannot be resized");
            }
            if (newBytes < 0) {
                throw new IllegalArgumentException("a lease must be 0 bytes or more, not " + newBytes);
            }
            long more = newBytes - bytes.get();
            if (more > 0 && !add(more)) {
                return false;
            }
            if (more < 0) {
                taken.addAndGet(more);
            }
            bytes.addAndGet(more);
            if (closed.get()) {
                giveBack();
            }
            return true;
        }

        /// Gives the bytes of the lease back. A second call has no effect.
        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                giveBack();
            }
        }

        private void giveBack() {
            taken.addAndGet(-bytes.getAndSet(0));
        }
    }
}
