package io.vestnik.bootstrap;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// The number of connections for which the operating system's limit on open files leaves room.
final class Descriptors {
    /// Descriptors opened later for other purposes than clients' connections: up to 72 connections that are being
    /// refused or opened, some that have just closed, and those of the database, logs and temporary files.
    private static final int RESERVED = 192;

    /// A tenth stays free, since a closing connection keeps its descriptor for a moment.
    private static final int RESERVED_SHARE = 10;

    /// The bound if the limit is unknown or absent.
    private static final int CONNECTIONS_CEILING = 1_000_000;

    /// With fewer connections a server could not even serve its operator.
    private static final int CONNECTIONS_FLOOR = 16;

    private Descriptors() {}

    /// The maximum number of connections of this process.
    static int connectionsMax() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? connectionsMax(system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount())
                : CONNECTIONS_CEILING;
    }

    /// The maximum number of connections of a process that may open `files` files and has `open` of them open.
    static int connectionsMax(long files, long open) {
        long left = files - Math.max(open + RESERVED, files / RESERVED_SHARE);
        return (int) Math.max(CONNECTIONS_FLOOR, Math.min(CONNECTIONS_CEILING, left));
    }
}
