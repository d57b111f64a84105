package io.vestnik.faults;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// Finds ports for servers that are stopped and started again.
///
/// The ports are below the range from which the system takes the ports of outgoing connections. A port of that range
/// may be taken by a connection while its server is down, and the server can then not start again. Thread-safe.
final class FreePorts {
    private static final Path RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    /// The lowest port of outgoing connections if the system does not tell it.
    private static final int RANGE_START = 32_768;

    private static final int LOWEST = 10_000;

    /// After this many ports that are in use, something else is wrong.
    private static final int ATTEMPTS_MAX = 1_000;

    private static final Set<Integer> FOUND = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    /// Finds a port on which nothing listens at the moment, and which no earlier call has returned.
    static int find() {
        int end = Math.max(LOWEST + ATTEMPTS_MAX, rangeStart());
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, end);
            if (isFree(port) && FOUND.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port from " + LOWEST + " to " + end);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static int rangeStart() {
        try {
            return Integer.parseInt(Files.readString(RANGE).strip().split("\\s+", 2)[0]);
        } catch (IOException | NumberFormatException e) {
            return RANGE_START;
        }
    }
}
