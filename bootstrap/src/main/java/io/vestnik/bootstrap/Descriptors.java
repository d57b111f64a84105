package io.vestnik.bootstrap;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// How many connections the operating system's limit on open files leaves room for.
final class Descriptors {
    /// What is opened later beside clients' connections: up to 128 connections that are being refused, and those of the
    /// database, logs and temporary files.
    private static final int RESERVED = 192;

    /// A tenth stays free, since a connection that closes keeps its descriptor for a moment.
    private static final int RESERVED_SHARE = 10;

    /// Where the limit is not known or there is none.
    private static final int CONNECTIONS_CEILING = 1_000_000;

    /// A server with fewer could not even serve its operator.
    private static final int CONNECTIONS_FLOOR = 16;

    private Descriptors() {}

    /// The bound on connections of this process.
    static int connectionsMax() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? connectionsMax(system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount())
                : CONNECTIONS_CEILING;
    }

    /// The bound on connections of a process that may have `files` open and has `open` of them.
    static int connectionsMax(long files, long open) {
        long left = files - Math.max(open + RESERVED, files / RESERVED_SHARE);
        return (int) Math.max(CONNECTIONS_FLOOR, Math.min(CONNECTIONS_CEILING, left));
    }
}
