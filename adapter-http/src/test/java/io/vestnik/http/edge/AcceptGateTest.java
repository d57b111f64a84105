package io.vestnik.http.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.application.limit.ClientAddress;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AcceptGateTest {
    private static final int CONNECTIONS_MAX = 2_000;
    private static final ClientAddress CLIENT = new ClientAddress("192.0.2.1");
    private static final ClientAddress OTHER = new ClientAddress("192.0.2.2");

    private final AcceptGate gate = new AcceptGate(CONNECTIONS_MAX);
    /// The connections that the gate has opened and that are not [#open] yet.
    private final Deque<SelectableChannel> opening = new ArrayDeque<>();

    private final List<SelectableChannel> channels = new ArrayList<>();
    private volatile boolean accepting = true;

    @BeforeEach
    void guard() {
        gate.guard(accept -> accepting = accept, opening::add);
    }

    @AfterEach
    void close() throws IOException {
        for (SelectableChannel channel : channels) {
            channel.close();
        }
    }

    private SelectableChannel channel() {
        try {
            SelectableChannel channel = SocketChannel.open();
            channels.add(channel);
            return channel;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private SelectableChannel accept(ClientAddress client) {
        SelectableChannel channel = channel();
        gate.accepted(channel, client);
        return channel;
    }

    private void accept(int count) {
        for (int i = 0; i < count; i++) {
            accept(CLIENT);
        }
    }

    private void open(int count) {
        for (int i = 0; i < count; i++) {
            gate.onAccepted(opening.remove());
        }
    }

    private void overload() {
        for (int i = 0; i < 2 * AcceptGate.WAITING_MAX; i++) {
            gate.waits();
        }
    }

    private void runTasks(int count) {
        for (int i = 0; i < count; i++) {
            gate.waits();
            gate.runs();
        }
    }

    @Test
    void connections_are_held_back_while_too_many_are_opening() {
        accept(AcceptGate.WAITING_MAX + 2);
        assertThat(opening).hasSize(AcceptGate.WAITING_MAX);
        open(AcceptGate.WAITING_MAX - AcceptGate.WAITING_LOW);
        assertThat(opening).hasSize(AcceptGate.WAITING_LOW);
        open(1);
        assertThat(opening).hasSize(AcceptGate.WAITING_LOW + 1);
    }

    @Test
    void connections_are_held_back_while_too_many_tasks_wait() {
        for (int i = 0; i < AcceptGate.WAITING_MAX; i++) {
            gate.waits();
        }
        accept(2);
        for (int i = AcceptGate.WAITING_MAX; i >= AcceptGate.WAITING_LOW; i--) {
            assertThat(opening).isEmpty();
            gate.runs();
        }
        assertThat(opening).hasSize(2);
    }

    @Test
    void under_lasting_overload_a_connection_is_opened_for_each_so_many_tasks() {
        overload();
        accept(4);
        for (int round = 0; round < 3; round++) {
            assertThat(opening).hasSize(round);
            runTasks(AcceptGate.TASKS_PER_OPENING);
            assertThat(opening).hasSize(round + 1);
        }
    }

    @Test
    void a_client_is_opened_next_however_many_connections_of_another_wait() {
        overload();
        accept(500);
        SelectableChannel other = accept(OTHER);
        runTasks(2 * AcceptGate.TASKS_PER_OPENING);
        assertThat(opening).hasSize(2).contains(other);
    }

    @Test
    void a_client_takes_the_place_of_the_last_connection_of_the_most_loaded_network() {
        overload();
        accept(AcceptGate.HELD_MAX);
        SelectableChannel last = channels.getLast();
        assertThat(last.isOpen()).isTrue();
        SelectableChannel other = accept(OTHER);
        assertThat(last.isOpen()).isFalse();
        assertThat(other.isOpen()).isTrue();
        assertThat(accept(CLIENT).isOpen()).isFalse();
    }

    @Test
    void no_connection_is_accepted_while_there_are_as_many_as_there_may_be() {
        for (int i = 0; i < CONNECTIONS_MAX; i++) {
            assertThat(accepting).isTrue();
            accept(1);
            open(1);
        }
        assertThat(accepting).isFalse();
        gate.onClosed(channels.getFirst());
        assertThat(accepting).isTrue();
        accept(1);
        assertThat(accepting).isFalse();
        gate.onAcceptFailed(opening.remove(), new IOException("failed"));
        assertThat(accepting).isTrue();
    }

    @Test
    void held_connections_are_closed_with_the_gate() {
        overload();
        SelectableChannel waiting = accept(CLIENT);
        gate.closeHeld();
        assertThat(waiting.isOpen()).isFalse();
    }

    @Test
    void it_is_open_when_all_is_done_whatever_the_order() {
        SelectableChannel channel = channel();
        gate.guard(accept -> accepting = accept, gate::onAccepted);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                threads.execute(() -> {
                    for (int round = 0; round < 5_000; round++) {
                        for (int i = 0; i < 50; i++) {
                            gate.waits();
                            gate.accepted(channel, CLIENT);
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
        guard();
        accept(1);
        assertThat(opening).hasSize(1);
    }
}
