package io.vestnik.bootstrap;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vestnik.http.HttpSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PortProbeTest {
    private static final String LOOPBACK = "127.0.0.1";

    private static void check(String host, int port, Optional<Integer> metricsPort) {
        PortProbe.check(new HttpSettings(
                Optional.of(host), port, List.of(), Set.of(), metricsPort, 1, HttpSettings.RUNNING_PER_USER));
    }

    private static ServerSocket listening(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    @Test
    void a_port_in_use_is_named_with_its_setting() throws IOException {
        try (ServerSocket taken = listening(0)) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> check(LOOPBACK, port, Optional.empty()))
                    .isInstanceOf(StartFailedException.class)
                    .hasMessage("port " + port + " of 127.0.0.1 cannot be listened on; is another server running there?"
                            + " Choose another with VESTNIK_PORT");
            assertThatThrownBy(() -> check(LOOPBACK, 0, Optional.of(port)))
                    .isInstanceOf(StartFailedException.class)
                    .hasMessageEndingWith("Choose another with VESTNIK_METRICS_PORT");
        }
    }

    /// Either this user may not use the port, or the test does.
    @Test
    void a_port_that_may_need_a_permission_is_reported_as_such() throws IOException {
        Optional<ServerSocket> taken;
        try {
            taken = Optional.of(listening(1));
        } catch (BindException e) {
            taken = Optional.empty();
        }
        try {
            assertThatThrownBy(() -> check(LOOPBACK, 1, Optional.empty()))
                    .isInstanceOf(StartFailedException.class)
                    .hasMessage("port 1 of 127.0.0.1 cannot be listened on: this user may not use ports below 1024, or"
                            + " another server is running there; choose another with VESTNIK_PORT");
        } finally {
            if (taken.isPresent()) {
                taken.get().close();
            }
        }
    }

    @Test
    void an_address_of_another_machine_is_named_with_its_setting() {
        // 192.0.2.0/24 is reserved for documentation.
        assertThatThrownBy(() -> check("192.0.2.1", 0, Optional.empty()))
                .isInstanceOf(StartFailedException.class)
                .hasMessage("192.0.2.1 is not an address of this machine: choose another with VESTNIK_HOST");
        assertThatThrownBy(() -> check("not a host", 0, Optional.empty()))
                .isInstanceOf(StartFailedException.class)
                .hasMessage("the address not a host is unknown: choose another with VESTNIK_HOST");
    }

    @Test
    void a_free_port_is_released() throws IOException {
        int port;
        try (ServerSocket free = listening(0)) {
            port = free.getLocalPort();
        }
        check(LOOPBACK, port, Optional.empty());

        assertThatCode(() -> listening(port).close()).doesNotThrowAnyException();
    }

    @Test
    void two_ports_of_one_server_differ() throws IOException {
        int port;
        try (ServerSocket free = listening(0)) {
            port = free.getLocalPort();
        }

        assertThatThrownBy(() -> check(LOOPBACK, port, Optional.of(port)))
                .isInstanceOf(StartFailedException.class)
                .hasMessageContaining("VESTNIK_METRICS_PORT");
    }
}
