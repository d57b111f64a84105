package io.vestnik.websocket.connection;

import io.vestnik.websocket.frame.ClientFrame;
import io.vestnik.websocket.frame.ClientFrames;
import io.vestnik.websocket.frame.CloseCode;
import io.vestnik.websocket.frame.Failures;
import io.vestnik.wire.ErrorCode;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/// Assembles, counts and decodes the data frames of a client, and passes on the requests.
///
/// Frames arrive one at a time, on any thread; [#incompleteBytes], [#closeForRoom] and [#end] may be called from any
/// thread.
final class Intake {
    /// A part of a frame with fewer bytes than this counts as a whole frame for the [FloodGate]. Larger parts do not
    /// count before the last one, because they result from the way the network splits a frame.
    private static final int SMALL_PART_BYTES = 512;
    /// How long a connection is not read after its refused requests exceeded the bound, in nanoseconds. A client that
    /// waits for the announced pause is read again in time. During a hold the client regains half of the frames that it
    /// may send in a burst. Therefore a client that does not wait soon exceeds the bound again, and is held again.
    static final long HOLD_NANOS = TimeUnit.SECONDS.toNanos(1);
    /// The maximum number of frames that are read between the server's close frame and the client's close frame. More
    /// frames are a flood, since a client sends at most 256 requests without an answer. The connection is then not read
    /// any further, and is cut after the grace period.
    private static final int FRAMES_AFTER_CLOSE_MAX = FloodGate.FRAMES_MIN;

    private final ConnectionContext context;
    private final Channel channel;
    private final Window window;
    private final Receiver receiver;
    private final FloodGate floodGate;
    private final Assembly assembly = new Assembly();
    private int framesAfterClose;

    /// Receives the frames of a client.
    interface Receiver {
        /// Called when the first frame is a valid `hello`.
        void hello(ClientFrame.Hello hello);

        /// Called for a valid request after the first frame.
        ///
        /// @param bytes the size of the request's frame
        void request(ClientFrame.Request request, int bytes);
    }

    Intake(ConnectionContext context, Channel channel, Window window, Receiver receiver, long nowNanos) {
        this.context = context;
        this.channel = channel;
        this.window = window;
        this.receiver = receiver;
        this.floodGate = new FloodGate(context.limits().sendsPerSecond(), nowNanos);
    }

    /// Receives a text frame, or a part of one.
    void text(Frame frame) {
        if (channel.ending()) {
            return;
        }
        ByteBuffer payload = frame.hasPayload() ? frame.getPayload() : null;
        boolean hello = channel.awaitingHello();
        int bytesMax = hello ? WebSocketSettings.HELLO_BYTES_MAX : WebSocketSettings.FRAME_BYTES_MAX;
        SocketMemory memory = context.settings().memory();
        Assembly.Bounds bounds = new Assembly.Bounds(
                bytesMax, WebSocketSettings.HELLO_BYTES_MAX, hello ? memory.beforeLogin() : memory.requests());
        Assembly.Progress progress;
        do {
            progress = assembly.add(payload, frame.isFin(), bounds);
        } while (progress == Assembly.Progress.NO_ROOM && hello && makeRoom(payload));
        switch (progress) {
            case PARTIAL -> {}
            case WHOLE -> read(assembly.take());
            case TOO_LARGE ->
                channel.answer(Failures.of(Optional.empty(), ErrorCode.PAYLOAD_TOO_LARGE, tooLarge(bytesMax)));
            case ENDLESS ->
                channel.refuse(
                        CloseCode.BAD_FRAME, ErrorCode.PAYLOAD_TOO_LARGE, tooLarge(WebSocketSettings.HELLO_BYTES_MAX));
            case NO_ROOM -> closeForRoom();
        }
    }

    /// Receives a binary frame, which the protocol does not have.
    void binary() {
        if (!channel.ending()) {
            channel.refuse(CloseCode.BAD_FRAME, ErrorCode.INVALID_REQUEST, "Frames are text, not binary");
        }
    }

    /// Counts a frame of any kind. Called when it is known whether the frame was refused.
    void count(Frame frame, long nowNanos) {
        if (channel.turn().wasRefused()) {
            if (!floodGate.passRefused(nowNanos)) {
                window.hold(nowNanos + HOLD_NANOS);
            }
        } else if ((frame.isFin() || frame.getPayloadLength() < SMALL_PART_BYTES) && !floodGate.pass(nowNanos)) {
            channel.close(CloseCode.FLOODING);
        }
    }

    /// Whether the next frame is read. Called once after each frame.
    boolean goesOn(Frame frame) {
        boolean ended =
                frame.getOpCode() == OpCode.CLOSE || (channel.ending() && ++framesAfterClose > FRAMES_AFTER_CLOSE_MAX);
        return !ended;
    }

    /// Frees memory for a `hello` by closing the connection with the largest incomplete frame.
    private boolean makeRoom(@Nullable ByteBuffer part) {
        int count = part == null ? 0 : part.remaining();
        return context.beforeLogin().closeLargest(assembly.keptBytes() + count);
    }

    /// The number of bytes that are held of an incomplete frame.
    int incompleteBytes() {
        return assembly.keptBytes();
    }

    /// Closes the connection because incomplete frames, or `hello` frames being processed, have used up their memory.
    void closeForRoom() {
        assembly.end();
        channel.refuse(
                CloseCode.TRY_AGAIN, ErrorCode.UNAVAILABLE, "Too many large frames at a time; connect again later");
    }

    /// Discards the kept bytes of a closed connection; nothing is kept from here on.
    void end() {
        assembly.end();
        window.discard();
    }

    private static String tooLarge(int bytesMax) {
        return String.format(Locale.ROOT, "A frame may have %,d bytes", bytesMax);
    }

    private void read(byte[] message) {
        context.metrics().received();
        if (channel.awaitingHello()) {
            readHello(message);
            return;
        }
        switch (ClientFrames.read(message)) {
            case ClientFrames.Reading.Good(ClientFrame.Request request) -> {
                window.opened(message.length);
                receiver.request(request, message.length);
            }
            case ClientFrames.Reading.Good(ClientFrame.Hello ignored) ->
                channel.answer(Failures.of(Optional.empty(), ErrorCode.INVALID_REQUEST, "One hello is enough"));
            case ClientFrames.Reading.Bad bad -> channel.answer(Failures.invalid(bad.ref(), bad.errors()));
            case ClientFrames.Reading.Unreadable(String why) ->
                channel.refuse(CloseCode.BAD_FRAME, ErrorCode.INVALID_REQUEST, why);
        }
    }

    private void readHello(byte[] message) {
        switch (context.beforeLogin().reading(message.length, () -> ClientFrames.read(message))) {
            case ClientFrames.Reading.Good(ClientFrame.Hello hello) -> receiver.hello(hello);
            case ClientFrames.Reading.Good(ClientFrame.Request ignored) -> refuseFirst();
            case ClientFrames.Reading.Bad bad
            when bad.type().equals(Optional.of("hello")) -> {
                channel.answer(Failures.invalid(bad.ref(), bad.errors()));
                channel.close(CloseCode.BAD_FRAME);
            }
            case ClientFrames.Reading.Bad ignored -> refuseFirst();
            case ClientFrames.Reading.Unreadable(String why) ->
                channel.refuse(CloseCode.BAD_FRAME, ErrorCode.INVALID_REQUEST, why);
        }
    }

    private void refuseFirst() {
        channel.refuse(CloseCode.NOT_AUTHENTICATED, ErrorCode.NOT_AUTHENTICATED, "The first frame has to be hello");
    }
}
