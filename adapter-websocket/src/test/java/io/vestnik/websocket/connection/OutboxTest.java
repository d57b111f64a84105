package io.vestnik.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vestnik.application.live.EventSinkClosedException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.junit.jupiter.api.Test;

/// The minimum pace of a replaying client, over a session whose writes end when the test completes them.
final class OutboxTest {
    /// The size of a frame, in bytes. Each write has one frame, because two frames exceed [Outbox#WRITE_BYTES].
    private static final int FRAME_BYTES = 12 * 1024;

    private final AtomicLong nanos = new AtomicLong();
    private final Queue<Callback> writes = new ConcurrentLinkedQueue<>();
    private final CoreSession session = CoreSession.class.cast(Proxy.newProxyInstance(
            CoreSession.class.getClassLoader(), new Class<?>[] {CoreSession.class}, (proxy, method, args) -> {
                if (!method.getName().equals("sendFrame")) {
                    throw new UnsupportedOperationException(method.getName());
                }
                return writes.add((Callback) args[1]);
            }));
    private final SocketMemory memory = SocketMemory.ofHeap();
    private final Outbox outbox = new Outbox(
            session, 1 << 20, Timing.CONTRACT.progress(), nanos::get, memory.outbound(), WebSocketMetrics.NONE);

    /// Replays without end.
    ///
    /// @return completes with false when the client is too slow
    private CompletableFuture<Boolean> replay() {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                boolean inTime = true;
                while (inTime) {
                    inTime = outbox.replay(new OutFrame(new byte[FRAME_BYTES]));
                }
                result.complete(false);
            } catch (EventSinkClosedException e) {
                result.cancel(false);
            }
        });
        // Waits until the replay waits for the client.
        await().until(() -> outbox.queuedBytes() >= 10 * FRAME_BYTES && !writes.isEmpty());
        return result;
    }

    private void take(Duration after) {
        await().until(() -> !writes.isEmpty());
        nanos.addAndGet(after.toNanos());
        writes.remove().succeeded();
    }

    @Test
    void a_replay_read_slower_than_1_kib_per_second_fails() throws Exception {
        CompletableFuture<Boolean> result = replay();
        // The replay may begin to wait in the middle of a step of the clock, so two steps are not always enough.
        for (int i = 0; i < 8 && !result.isDone(); i++) {
            await().until(() -> result.isDone() || !writes.isEmpty());
            nanos.addAndGet(Duration.ofSeconds(16).toNanos());
            Optional.ofNullable(writes.poll()).ifPresent(Callback::succeeded);
        }
        assertThat(result.get(10, TimeUnit.SECONDS)).isFalse();
        outbox.discard();
        assertThat(memory.outbound().bytesTaken()).isZero();
    }

    @Test
    void a_replay_read_faster_than_1_kib_per_second_has_no_time_limit() {
        CompletableFuture<Boolean> result = replay();
        for (int i = 0; i < 40; i++) {
            take(Duration.ofSeconds(8));
        }
        await().during(Duration.ofMillis(200)).until(() -> !result.isDone());
        outbox.discard();
        assertThat(memory.outbound().bytesTaken()).isZero();
    }
}
