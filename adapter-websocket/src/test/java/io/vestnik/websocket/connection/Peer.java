package io.vestnik.websocket.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.wire.json.Json;
import io.vestnik.wire.json.MalformedJsonException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// A hand-written WebSocket client, which can do what a library forbids: violate the protocol, and not read.
final class Peer implements AutoCloseable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int PATIENCE_MS = 10_000;
    private static final byte[] MASK = {1, 2, 3, 4};
    private static final String HANDSHAKE = """
        GET /ws HTTP/1.1
        Host: localhost
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Sec-WebSocket-Extensions: permessage-deflate

        """;

    final Socket socket;
    final String response;
    private final DataInputStream in;

    /// A received frame.
    static final class Received {
        private final int opcode;
        private final byte[] payload;

        Received(int opcode, byte[] payload) {
            this.opcode = opcode;
            this.payload = payload;
        }

        int opcode() {
            return opcode;
        }

        byte[] payload() {
            return payload;
        }

        String text() {
            return new String(payload, UTF_8);
        }
    }

    private Peer(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        socket.getOutputStream().write(HANDSHAKE.replace("\n", "\r\n").getBytes(US_ASCII));
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(US_ASCII).endsWith("\r\n\r\n")) {
            head.write(in.readByte());
        }
        this.response = head.toString(US_ASCII);
    }

    static Peer connect(int port) {
        return connect(port, 1 << 16);
    }

    static Peer connect(int port, int receiveBuffer) {
        try {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(receiveBuffer);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return new Peer(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Peer send(String text) {
        return frame(TEXT, true, text.getBytes(UTF_8));
    }

    Peer frame(int opcode, boolean last, byte[] payload) {
        return bytes(encoded(opcode, last, payload));
    }

    static byte[] encoded(int opcode, boolean last, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) (opcode | (last ? 0x80 : 0)));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.put(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ MASK[i % MASK.length]));
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }

    Peer bytes(byte[] raw) {
        try {
            socket.getOutputStream().write(raw);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The next frame of any type.
    Received receive() {
        try {
            int first = in.readUnsignedByte();
            long length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            assertThat(first & 0x70).as("no extension is in use").isZero();
            return new Received(first & 0x0f, in.readNBytes(Math.toIntExact(length)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The next text frame; pings before it are answered.
    JsonNode next() {
        while (true) {
            Received frame = receive();
            switch (frame.opcode()) {
                case PING -> frame(PONG, true, frame.payload());
                case TEXT -> {
                    return json(frame.payload());
                }
                default ->
                    throw new AssertionError("not a text frame: " + frame.opcode() + " "
                            + (frame.opcode() == CLOSE ? closeCode(frame) : frame.text()));
            }
        }
    }

    /// The next text frame, which must have this type.
    JsonNode next(String type) {
        JsonNode frame = next();
        assertThat(frame.path("type").asText()).as(frame.toString()).isEqualTo(type);
        return frame;
    }

    /// Reads up to the close frame, and answers it.
    int closed() {
        while (true) {
            Received frame = receive();
            if (frame.opcode() == CLOSE) {
                answer(frame);
                return closeCode(frame);
            }
        }
    }

    private void answer(Received close) {
        try {
            frame(CLOSE, true, close.payload());
        } catch (UncheckedIOException e) {
            // The close frame came late, and the server has cut the connection.
            return;
        }
    }

    private static int closeCode(Received frame) {
        return ByteBuffer.wrap(frame.payload()).getShort() & 0xffff;
    }

    /// Whether the server has ended the connection. Discards data that is in transit.
    boolean atEnd() {
        try {
            while (in.read() >= 0) {
                // data in transit
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    Peer hello() {
        return hello("alice");
    }

    Peer hello(String token) {
        return send("{\"type\":\"hello\",\"v\":1,\"token\":\"" + token + "\"}");
    }

    /// Sends `hello` and waits for `live`.
    Peer live() {
        hello();
        next("ready");
        next("live");
        return this;
    }

    static JsonNode json(byte[] utf8) {
        // An emoji takes four bytes on the wire, not an escape of twelve.
        assertThat(new String(utf8, UTF_8)).doesNotContainPattern("(?<!\\\\)\\\\u[dD][89a-fA-F]");
        try {
            return Json.parse(utf8);
        } catch (MalformedJsonException e) {
            throw new AssertionError(new String(utf8, UTF_8), e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
