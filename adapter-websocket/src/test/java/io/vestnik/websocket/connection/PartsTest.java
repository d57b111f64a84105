package io.vestnik.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.limit.MemoryBudget;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.junit.jupiter.api.Test;

/// The small parts of a connection in isolation.
final class PartsTest {

    @Test
    void a_message_is_assembled_and_the_next_one_starts_empty() {
        Assembly assembly = new Assembly();
        Assembly.Bounds bounds = new Assembly.Bounds(10, 100, roomy());
        assertThat(assembly.add(bytes(3), false, bounds)).isEqualTo(Assembly.Progress.PARTIAL);
        assertThat(assembly.add(null, false, bounds)).isEqualTo(Assembly.Progress.PARTIAL);
        assertThat(assembly.add(bytes(7), true, bounds)).isEqualTo(Assembly.Progress.WHOLE);
        assertThat(assembly.take()).containsExactly(0, 1, 2, 0, 1, 2, 3, 4, 5, 6);
        assertThat(assembly.add(bytes(2), true, bounds)).isEqualTo(Assembly.Progress.WHOLE);
        assertThat(assembly.take()).containsExactly(0, 1);
    }

    @Test
    void a_too_large_message_is_counted_up_to_a_bound() {
        Assembly assembly = new Assembly();
        Assembly.Bounds bounds = new Assembly.Bounds(10, 30, roomy());
        assertThat(assembly.add(bytes(11), false, bounds)).isEqualTo(Assembly.Progress.PARTIAL);
        assertThat(assembly.add(bytes(1), true, bounds)).isEqualTo(Assembly.Progress.TOO_LARGE);
        assertThat(assembly.add(bytes(10), true, bounds)).isEqualTo(Assembly.Progress.WHOLE);
        assertThat(assembly.take()).hasSize(10);
        assertThat(assembly.add(bytes(30), false, bounds)).isEqualTo(Assembly.Progress.PARTIAL);
        assertThat(assembly.add(bytes(1), false, bounds)).isEqualTo(Assembly.Progress.ENDLESS);
    }

    private static MemoryBudget roomy() {
        return new MemoryBudget("test", 1 << 20);
    }

    private static ByteBuffer bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) i;
        }
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void ten_times_the_sends_pass_and_no_more() {
        FloodGate gate = new FloodGate(100, 0);
        for (int i = 0; i < 2_000; i++) {
            assertThat(gate.pass(0)).isTrue();
        }
        assertThat(gate.pass(0)).isFalse();
        assertThat(gate.pass(TimeUnit.MILLISECONDS.toNanos(10))).isTrue();
        FloodGate open = new FloodGate(0, 0);
        for (int i = 0; i < 100_000; i++) {
            assertThat(open.pass(0)).isTrue();
            assertThat(open.passRefused(0)).isTrue();
        }
    }

    @Test
    void a_low_send_limit_leaves_room_for_other_requests() {
        FloodGate gate = new FloodGate(1, 0);
        for (int i = 0; i < FloodGate.FRAMES_MIN; i++) {
            assertThat(gate.pass(0)).isTrue();
        }
        assertThat(gate.pass(0)).isFalse();
    }

    @Test
    void refused_requests_do_not_count_as_other_frames() {
        FloodGate gate = new FloodGate(1, 0);
        for (int i = 0; i < FloodGate.FRAMES_MIN; i++) {
            assertThat(gate.passRefused(0)).isTrue();
        }
        assertThat(gate.passRefused(0)).isFalse();
        assertThat(gate.pass(0)).isTrue();
        assertThat(gate.passRefused(TimeUnit.SECONDS.toNanos(1))).isTrue();
    }

    @Test
    void the_last_ping_of_a_burst_is_answered() throws Exception {
        for (int round = 0; round < 200; round++) {
            Heartbeat heartbeat = new Heartbeat(Timing.CONTRACT, 0);
            AtomicInteger answered = new AtomicInteger();
            CoreSession session = new CoreSession.Empty() {
                @Override
                public void sendFrame(OutgoingEntry entry) {
                    answered.set(entry.getFrame().getPayload().get(0));
                    Thread.ofVirtual().start(entry.getCallback()::succeeded);
                }
            };
            for (byte ping = 1; ping <= 100; ping++) {
                heartbeat.answer(session, ByteBuffer.wrap(new byte[] {ping}));
            }
            await().until(() -> answered.get() == 100);
        }
    }

    @Test
    void a_window_pauses_when_full_and_resumes_when_half_empty() {
        Window window = new Window(roomy());
        for (int i = 0; i < Window.REQUESTS_MAX; i++) {
            assertThat(window.pauseIfFull()).isFalse();
            window.opened(1);
        }
        assertThat(window.pauseIfFull()).isTrue();
        for (int i = 0; i < Window.REQUESTS_MAX / 2 - 1; i++) {
            assertThat(window.closed(1)).isFalse();
        }
        assertThat(window.closed(1)).isTrue();
        assertThat(window.closed(1)).isFalse();
        window.opened(Window.BYTES_MAX);
        assertThat(window.pauseIfFull()).isTrue();
        assertThat(window.closed(Window.BYTES_MAX)).isTrue();
    }

    @Test
    void a_held_window_resumes_after_its_time_unless_full() {
        Window window = new Window(roomy());
        window.hold(100);
        assertThat(window.release(50)).as("the reader has not stopped").isFalse();
        assertThat(window.pauseIfFull()).isTrue();
        assertThat(window.paused()).isTrue();
        window.opened(1);
        assertThat(window.closed(1)).as("an answer does not end it").isFalse();
        assertThat(window.release(99)).isFalse();
        assertThat(window.release(100)).isTrue();
        assertThat(window.release(101)).as("once").isFalse();
        assertThat(window.paused()).isFalse();

        window.opened(Window.BYTES_MAX);
        window.hold(200);
        assertThat(window.pauseIfFull()).isTrue();
        assertThat(window.release(200)).as("still full").isFalse();
        assertThat(window.closed(Window.BYTES_MAX)).isTrue();
        window.hold(300);
        assertThat(window.pauseIfFull()).isTrue();
        assertThat(window.resume()).isTrue();
        assertThat(window.resume()).isFalse();
    }
}
