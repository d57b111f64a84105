package io.vestnik.websocket.connection;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import io.vestnik.websocket.frame.ClientFrames;
import io.vestnik.websocket.frame.EventEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Measures the costs of reading a `send` frame and of writing a `message` frame.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FrameBenchmark {
    static final Message MESSAGE = new Message(
            new MessageId(1_234_567),
            new ChatId(UUID.randomUUID()),
            new UserId(UUID.randomUUID()),
            Optional.of(new MessageText("x".repeat(120))),
            Instant.parse("2026-11-22T18:00:00.123Z"),
            false,
            new ChatVersion(1_234_568),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private static final EventEncoder ENCODER = new EventEncoder(person -> false);

    private final byte[] send = String.format(Locale.ROOT, """
        {"type":"send","ref":17,"chatId":"%s","key":"%s","text":"%s"}\
        """, UUID.randomUUID(), UUID.randomUUID(), "x".repeat(120))
            .getBytes(StandardCharsets.UTF_8);

    /// Reads a `send` frame.
    @Benchmark
    public Object decode() {
        return ClientFrames.read(send);
    }

    /// Writes a `message` frame about a new message.
    @Benchmark
    public Object encode() {
        return ENCODER.encode(new LiveEvent.MessageState(MESSAGE.chatId(), MESSAGE.version(), MESSAGE));
    }
}
