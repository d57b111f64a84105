package io.vestnik.bootstrap;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// The maximum number of client connections, computed from the operating system's limit on open files and the heap
/// size.
final class PortCapacity {
    /// File descriptors kept for other purposes than admitted client connections: up to 72 connections that are being
    /// opened or refused, some that have just been closed, the database, logs and temporary files.
    private static final int RESERVED = 192;

    /// The divisor for the minimum number of descriptors that stay free. One descriptor in ten stays free, because a
    /// closing connection keeps its descriptor for a moment.
    private static final int RESERVED_SHARE = 10;

    /// The heap reserved for each connection, in bytes: about ten times what a connection uses. A silent connection
    /// uses 3 KiB, a connection that has sent a small part of a request 7 KiB, and an idle WebSocket 4 to 8 KiB.
    /// `docs/operations.md` lists the shares of the heap.
    private static final long HEAP_BYTES_EACH = 64 * 1024;

    /// The upper bound of the number of connections, even if the heap and the limit on open files allow more.
    private static final int CONNECTIONS_CEILING = 1_000_000;

    /// The lower bound of the number of connections. With fewer connections the server could not even serve its
    /// operator.
    private static final int CONNECTIONS_FLOOR = 16;

    private PortCapacity() {}

    /// The maximum number of connections of this process.
    static int ofThisProcess() {
        int byHeap = byHeap(Runtime.getRuntime().maxMemory());
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? Math.min(byHeap, byFiles(system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount()))
                : byHeap;
    }

    /// The maximum number of connections of a process.
    ///
    /// @param files the number of files that the process may open
    /// @param open the number of files that it has already opened
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
