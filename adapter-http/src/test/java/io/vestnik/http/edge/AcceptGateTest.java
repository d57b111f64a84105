package io.vestnik.http.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AcceptGateTest {
    private static final int CONNECTIONS_MAX = 1_000;

    private final AcceptGate gate = new AcceptGate(CONNECTIONS_MAX);
    private SocketChannel channel;
    private volatile boolean accepting = true;

    @BeforeEach
    void guard() throws IOException {
        channel = SocketChannel.open();
        gate.guard(accept -> accepting = accept);
    }

    @AfterEach
    void close() throws IOException {
        channel.close();
    }

    private void accept(int count) {
        for (int i = 0; i < count; i++) {
            gate.onAccepting(channel);
        }
    }

    private void open(int count) {
        for (int i = 0; i < count; i++) {
            gate.onAccepted(channel);
        }
    }

    @Test
    void connections_that_are_not_opened_yet_close_it_until_half_of_them_are() {
        accept(AcceptGate.WAITING_MAX - 1);
        assertThat(accepting).isTrue();
        accept(1);
        assertThat(accepting).isFalse();
        open(AcceptGate.WAITING_MAX - AcceptGate.WAITING_LOW);
        assertThat(accepting).isFalse();
        open(1);
        assertThat(accepting).isTrue();
    }

    @Test
    void tasks_that_wait_for_a_processor_close_it() {
        for (int i = 0; i < AcceptGate.WAITING_MAX; i++) {
            assertThat(accepting).isTrue();
            gate.waits();
        }
        assertThat(accepting).isFalse();
        for (int i = AcceptGate.WAITING_MAX; i >= AcceptGate.WAITING_LOW; i--) {
            assertThat(accepting).isFalse();
            gate.runs();
        }
        assertThat(accepting).isTrue();
    }

    @Test
    void under_lasting_overload_a_connection_is_accepted_for_each_so_many_tasks() {
        for (int i = 0; i < 2 * AcceptGate.WAITING_MAX; i++) {
            gate.waits();
        }
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < AcceptGate.TASKS_PER_ACCEPT; i++) {
                assertThat(accepting).isFalse();
                gate.waits();
                gate.runs();
            }
            assertThat(accepting).isTrue();
            accept(1);
            assertThat(accepting).isFalse();
            open(1);
            gate.onClosed(channel);
        }
    }

    @Test
    void as_many_connections_as_there_may_be_close_it_until_one_ends() {
        for (int i = 0; i < CONNECTIONS_MAX; i++) {
            assertThat(accepting).isTrue();
            accept(1);
            open(1);
        }
        assertThat(accepting).isFalse();
        gate.onClosed(channel);
        assertThat(accepting).isTrue();
        accept(1);
        gate.onAcceptFailed(channel, new IOException("failed"));
        assertThat(accepting).isTrue();
    }

    @Test
    void it_is_open_when_all_is_done_whatever_the_order() {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                threads.execute(() -> {
                    for (int round = 0; round < 5_000; round++) {
                        accept(50);
                        for (int i = 0; i < 50; i++) {
                            gate.waits();
                            gate.onAccepted(channel);
                        }
                        for (int i = 0; i < 50; i++) {
                            gate.runs();
                            gate.onClosed(channel);
                        }
                    }
                });
            }
        }
        assertThat(accepting).isTrue();
    }
}
