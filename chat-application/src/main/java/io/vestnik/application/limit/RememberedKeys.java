package io.vestnik.application.limit;

/// The number of keys that each limit, and each cache of the accounts, keeps in memory: users, addresses or devices.
/// One number for all of them, derived from the heap.
///
/// All limits and caches together take 3.4 KB per key. The measured sizes are 160 bytes for a bucket of a user or an
/// address, 280 for a bucket of a login, 310 for the sends of a user, and 370 for the two entries of a device. With
/// [#BYTES_PER_KEY] all keys take 4 % of the heap; `docs/operations.md` lists it.
public final class RememberedKeys {
    private static final int BYTES_PER_KEY = 96 * 1024;

    /// The minimum number. With fewer keys a small server would forget users who are active at the same time.
    private static final int KEYS_MIN = 2_000;

    /// The maximum number: more than the users that one node serves within the period of a limit.
    private static final int KEYS_MAX = 100_000;

    private RememberedKeys() {}

    /// The number for this process's heap.
    public static int ofHeap() {
        return ofHeap(Runtime.getRuntime().maxMemory());
    }

    static int ofHeap(long heapBytes) {
        return Math.clamp(heapBytes / BYTES_PER_KEY, KEYS_MIN, KEYS_MAX);
    }
}
