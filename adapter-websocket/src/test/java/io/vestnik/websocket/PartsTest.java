package io.vestnik.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.junit.jupiter.api.Test;

/// The small parts of a connection, by themselves.
final class PartsTest {

    @Test
    void a_message_is_put_together_and_the_next_begins_anew() {
        Assembly assembly = new Assembly();
        assertThat(assembly.add(bytes(3), false, 10, 100)).isEqualTo(Assembly.Progress.PARTIAL);
        assertThat(assembly.add(null, false, 10, 100)).isEqualTo(Assembly.Progress.PARTIAL);
        assertThat(assembly.add(bytes(7), true, 10, 100)).isEqualTo(Assembly.Progress.WHOLE);
        assertThat(assembly.take()).containsExactly(0, 1, 2, 0, 1, 2, 3, 4, 5, 6);
        assertThat(assembly.add(bytes(2), true, 10, 100)).isEqualTo(Assembly.Progress.WHOLE);
        assertThat(assembly.take()).containsExactly(0, 1);
    }

    @Test
    void a_message_too_large_is_counted_to_its_end_but_not_beyond_all_bounds() {
        Assembly assembly = new Assembly();
        assertThat(assembly.add(bytes(11), false, 10, 30)).isEqualTo(Assembly.Progress.PARTIAL);
        assertThat(assembly.add(bytes(1), true, 10, 30)).isEqualTo(Assembly.Progress.TOO_LARGE);
        assertThat(assembly.add(bytes(10), true, 10, 30)).isEqualTo(Assembly.Progress.WHOLE);
        assertThat(assembly.take()).hasSize(10);
        assertThat(assembly.add(bytes(30), false, 10, 30)).isEqualTo(Assembly.Progress.PARTIAL);
        assertThat(assembly.add(bytes(1), false, 10, 30)).isEqualTo(Assembly.Progress.ENDLESS);
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
        FloodGate gate = new FloodGate(50, 0);
        for (int i = 0; i < 1_000; i++) {
            assertThat(gate.pass(0)).isTrue();
        }
        assertThat(gate.pass(0)).isFalse();
        assertThat(gate.pass(TimeUnit.MILLISECONDS.toNanos(10))).isTrue();
        FloodGate open = new FloodGate(0, 0);
        for (int i = 0; i < 100_000; i++) {
            assertThat(open.pass(0)).isTrue();
        }
    }

    @Test
    void the_last_ping_is_answered_at_last_however_fast_they_come() throws Exception {
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
    void a_window_pauses_when_full_and_goes_on_when_half_empty() {
        Window window = new Window();
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
}
