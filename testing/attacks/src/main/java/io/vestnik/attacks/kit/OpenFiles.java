package io.vestnik.attacks.kit;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// The open files of this process.
public final class OpenFiles {
    /// For classes, pipes and connections to the database.
    private static final int RESERVED = 200;

    private OpenFiles() {}

    /// The number of sockets to open: `wanted`, or fewer where the limit on open files leaves no room for them.
    public static int sockets(int wanted) {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? Math.clamp(
                        system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount() - RESERVED, 1, wanted)
                : wanted;
    }
}
