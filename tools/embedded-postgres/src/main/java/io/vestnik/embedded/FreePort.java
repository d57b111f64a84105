package io.vestnik.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// A port of 127.0.0.1 on which no program listened a moment ago; its user must handle that it is taken by then.
final class FreePort {
    private FreePort() {}

    static int find() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
