package io.vestnik.bootstrap;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// The number of connections for which the operating system's limit on open files, and the heap, leave room.
final class PortCapacity {
    /// Descriptors opened later for other purposes than clients' connections: up to 72 connections that are being
    /// refused or opened, some that have just closed, and those of the database, logs and temporary files.
    private static final int RESERVED = 192;

    /// A tenth stays free, since a closing connection keeps its descriptor for a moment.
    private static final int RESERVED_SHARE = 10;

    /// The heap for each connection. A silent one takes 3 KiB, one with a small head of a request 7 KiB, an idle
    /// WebSocket 4 to 8 KiB: together a tenth of the heap. `docs/operations.md` lists it with the other shares.
    private static final long HEAP_BYTES_EACH = 64 * 1024;

    /// The bound if the limit is unknown or absent.
    private static final int CONNECTIONS_CEILING = 1_000_000;

    /// With fewer connections a server could not even serve its operator.
    private static final int CONNECTIONS_FLOOR = 16;

    private PortCapacity() {}

    /// The maximum number of connections of this process.
    static int ofThisProcess() {
        int byHeap = byHeap(Runtime.getRuntime().maxMemory());
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? Math.min(byHeap, byFiles(system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount()))
                : byHeap;
    }

    /// The maximum number of connections of a process that may open `files` files and has `open` of them open.
    static int byFiles(long files, long open) {
        return bounded(files - Math.max(open + RESERVED, files / RESERVED_SHARE));
    }

    /// The maximum number of connections of a process with a heap of this size.
    static int byHeap(long heapBytes) {
        return bounded(heapBytes / HEAP_BYTES_EACH);
    }

    private static int bounded(long connections) {
        return Math.clamp(connections, CONNECTIONS_FLOOR, CONNECTIONS_CEILING);
    }
}
