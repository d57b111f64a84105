package io.vestnik.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Finds a port of 127.0.0.1 on which no program listens. Another program may take the port before the caller uses it.
final class FreePort {
    private FreePort() {}

    static int find() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
