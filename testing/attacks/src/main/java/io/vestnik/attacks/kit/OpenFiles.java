package io.vestnik.attacks.kit;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// The limit on the open files of this process.
public final class OpenFiles {
    /// The number of files kept for classes, pipes and connections to the database.
    private static final int RESERVED = 200;

    private OpenFiles() {}

    /// The number of sockets to open: `wanted`, or fewer if the limit on open files does not allow so many.
    public static int sockets(int wanted) {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? Math.clamp(
                        system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount() - RESERVED, 1, wanted)
                : wanted;
    }
}
