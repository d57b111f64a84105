package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.e2e.FrameSchemas;
import io.vestnik.wire.json.Json;
import io.vestnik.wire.json.MalformedJsonException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A WebSocket client that controls every bit of its frames, so that each bit can be invalid.
final class RawSocket implements AutoCloseable {
    static final int TEXT = 1;
    static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PATIENCE_SECONDS = 60;

    private final Socket socket;
    private final DataInputStream in;
    private final Random random;
    private final LinkedBlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    RawSocket(int port, Random random) throws IOException {
        this.random = random;
        this.socket = new Socket("localhost", port);
        socket.setTcpNoDelay(true);
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 32 * 1024));
        socket.getOutputStream().write("""
            GET /ws HTTP/1.1\r
            Host: localhost\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r
            """.getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException(head.toString());
        }
        Thread.ofVirtual().name("raw-socket").start(this::listen);
    }

    void text(String text) throws IOException {
        write(0x80 | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Writes one frame.
    ///
    /// @param first the first byte: the bits for the end and the extensions, and the opcode
    synchronized void write(int first, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65_536) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        int mask = random.nextInt();
        frame.putInt(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ (mask >> (24 - 8 * (i % 4)))));
        }
        socket.getOutputStream().write(frame.array(), 0, frame.position());
    }

    private void listen() {
        try {
            while (true) {
                int opcode = in.readUnsignedByte() & 0x0F;
                int length = in.readUnsignedByte();
                long bytes = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
                byte[] payload = in.readNBytes(Math.toIntExact(bytes));
                switch (opcode) {
                    case TEXT -> frames.add(asDescribed(payload));
                    case PING -> write(0x8A, payload);
                    case CLOSE -> {
                        closed.complete(
                                payload.length < 2
                                        ? 1005
                                        : ByteBuffer.wrap(payload).getShort() & 0xFFFF);
                        return;
                    }
                    default -> {}
                }
            }
        } catch (IOException e) {
            closed.complete(1006);
        } catch (MalformedJsonException | AssertionError e) {
            closed.completeExceptionally(new AssertionError("not a frame of the server", e));
        }
    }

    private static JsonNode asDescribed(byte[] payload) throws MalformedJsonException {
        assertThat(FrameSchemas.problemFromServer(new String(payload, StandardCharsets.UTF_8)))
                .isEmpty();
        return Json.parse(payload);
    }

    /// Waits for the next frame from the server.
    ///
    /// @return an empty object if the connection closed instead
    JsonNode next() throws InterruptedException {
        return next(() -> "nothing comes any more");
    }

    /// @param otherwise the failure message if no frame comes
    JsonNode next(Supplier<String> otherwise) throws InterruptedException {
        for (int i = 0; i < PATIENCE_SECONDS * 20; i++) {
            JsonNode frame = frames.poll(50, TimeUnit.MILLISECONDS);
            if (frame != null) {
                return frame;
            }
            if (closed.isDone() && frames.isEmpty()) {
                closed.join();
                return com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
            }
        }
        throw new AssertionError(otherwise.get());
    }

    boolean isClosed() {
        return closed.isDone();
    }

    int closeCode() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
