package io.vestnik.websocket.connection;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.websocket.frame.EventEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Measures the cost of sending one event to many connections, up to the socket. The socket is a fake that accepts all
/// data immediately.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FanOutBenchmark {
    /// The number of connections.
    @Param({"1", "100", "1000"})
    public int connections;

    private final EventEncoder encoder = new EventEncoder(person -> false);
    private final MemoryBudget memory = SocketMemory.ofHeap().outbound();
    private final List<Outbox> outboxes = new ArrayList<>();

    /// Opens the connections.
    @Setup
    public void open() {
        for (int i = 0; i < connections; i++) {
            outboxes.add(new Outbox(
                    new Sink(), 1 << 20, Duration.ofSeconds(30), System::nanoTime, memory, WebSocketMetrics.NONE));
        }
    }

    /// Encodes an event once, and queues and writes it for each connection.
    @Benchmark
    public void fanOut() {
        EncodedEvent event = new EncodedEvent(new LiveEvent.MessageState(
                FrameBenchmark.MESSAGE.chatId(), FrameBenchmark.MESSAGE.version(), FrameBenchmark.MESSAGE));
        for (Outbox outbox : outboxes) {
            outbox.offer(event.encoded(this::frame));
        }
        outboxes.forEach(Outbox::flush);
    }

    private OutFrame frame(LiveEvent event) {
        return new OutFrame(encoder.encode(event));
    }

    private static final class Sink extends CoreSession.Empty {
        @Override
        public void sendFrame(Frame frame, Callback callback, boolean batch) {
            callback.succeeded();
        }
    }
}
