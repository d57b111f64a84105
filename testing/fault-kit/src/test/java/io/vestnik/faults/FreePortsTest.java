package io.vestnik.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Tests that found ports are free, different, and not those of outgoing connections.
class FreePortsTest {
    /// The lowest port of outgoing connections on a usual system.
    private static final int OUTGOING = 32_768;

    @Test
    void ports_are_different_and_below_those_of_outgoing_connections() throws IOException {
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            int port = FreePorts.find();
            assertThat(ports.add(port)).isTrue();
            assertThat(port).isLessThan(OUTGOING);
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        }
    }
}
