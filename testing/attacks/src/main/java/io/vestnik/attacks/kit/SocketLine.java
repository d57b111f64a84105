package io.vestnik.attacks.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// One WebSocket with full control over its frames, so that frames can be malformed, slow or unread. One thread may
/// read while others write.
public final class SocketLine implements AutoCloseable {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;
    public static final int FIN = 0x80;

    /// The bit in the first byte of a frame that marks a compressed message (permessage-deflate).
    public static final int RSV1 = 0x40;

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int SHORT_MAX = 125;
    private static final int MEDIUM_MAX = 65_535;

    private final Socket socket;
    private final DataInputStream in;

    /// The server closed the connection with a close frame.
    public static final class ClosedException extends IOException {
        private static final long serialVersionUID = 1L;
        private final int code;

        ClosedException(int code, String reason) {
            super(code + " " + reason);
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    /// Connects and performs the WebSocket handshake.
    ///
    /// @param headers additional header lines of the handshake, each with its line end
    /// @throws IOException if the server refuses the handshake; the message contains the status line
    public SocketLine(int port, InetAddress from, int receiveBufferBytes, String headers) throws IOException {
        this.socket = HttpLine.connect(port, from, receiveBufferBytes);
        try {
            this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 8 * 1024));
            socket.getOutputStream().write(("""
                GET /ws HTTP/1.1\r
                Host: 127.0.0.1\r
                Connection: Upgrade\r
                Upgrade: websocket\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                """ + headers + "\r\n").getBytes(StandardCharsets.US_ASCII));
            String head = HttpLine.head(in);
            if (!head.startsWith("HTTP/1.1 101")) {
                throw new IOException("handshake " + head.substring(9, 12));
            }
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    public SocketLine(int port, InetAddress from) throws IOException {
        this(port, from, 0, "");
    }

    /// Sends a `hello` frame.
    ///
    /// @param since a JSON object; empty = no resume
    public void hello(String token, String since) throws IOException {
        text("{\"type\":\"hello\",\"v\":1,\"token\":\"" + token + "\"" + (since.isEmpty() ? "" : ",\"since\":" + since)
                + "}");
    }

    /// Sends a `hello` frame and reads until `live`.
    public void login(String token) throws IOException {
        hello(token, "");
        String type = "";
        while (!type.equals("live")) {
            type = field(nextText(), "type");
        }
    }

    public void text(String text) throws IOException {
        frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Writes a frame.
    ///
    /// @param first the first byte of the frame: the bits for the end and the extensions, and the opcode
    public void frame(int first, byte[] payload) throws IOException {
        write(bytes(first, payload));
    }

    /// Encodes a frame. The mask is zero, which the protocol allows, so that the attacker need not compute it.
    public static byte[] bytes(int first, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) first);
        if (payload.length <= SHORT_MAX) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length <= MEDIUM_MAX) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.putInt(0).put(payload);
        return java.util.Arrays.copyOf(frame.array(), frame.position());
    }

    public synchronized void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /// Reads the next text frame. Pings are answered.
    public String nextText() throws IOException {
        while (true) {
            int opcode = in.readUnsignedByte() & 0x0F;
            int length = in.readUnsignedByte();
            long bytes = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
            byte[] payload = in.readNBytes(Math.toIntExact(bytes));
            switch (opcode) {
                case TEXT -> {
                    return new String(payload, StandardCharsets.UTF_8);
                }
                case PING -> frame(FIN | PONG, payload);
                case CLOSE -> throw closed(payload);
                default -> {}
            }
        }
    }

    public JsonNode next() throws IOException {
        return MAPPER.readTree(nextText());
    }

    private static ClosedException closed(byte[] payload) {
        return payload.length < 2
                ? new ClosedException(1005, "")
                : new ClosedException(
                        ByteBuffer.wrap(payload).getShort() & 0xFFFF,
                        new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
    }

    /// The value of the first string or number field with a name; empty if there is none. The JSON is not parsed, so
    /// that a frame costs the attacker less than the server.
    public static String field(String json, String name) {
        String label = "\"" + name + "\":";
        int at = json.indexOf(label);
        if (at < 0) {
            return "";
        }
        int start = at + label.length();
        if (json.charAt(start) == '"') {
            return json.substring(start + 1, json.indexOf('"', start + 1));
        }
        int end = start;
        while (end < json.length() && ",}]".indexOf(json.charAt(end)) < 0) {
            end++;
        }
        return json.substring(start, end);
    }

    /// The text of a `send` frame.
    public static String send(String ref, String chatId, String key, String text) {
        return "{\"type\":\"send\",\"ref\":\"" + ref + "\",\"chatId\":\"" + chatId + "\",\"key\":\"" + key
                + "\",\"text\":\"" + text + "\"}";
    }

    /// The id of the message in a `sent` frame.
    public static long messageId(String sent) {
        return Long.parseLong(field(sent.substring(sent.indexOf("\"message\":")), "id"));
    }

    /// Whether a `sent` frame says that an earlier attempt stored the message.
    public static boolean isDuplicate(String sent) {
        return field(sent, "duplicate").equals("true");
    }

    public void readTimeout(Duration timeout) throws IOException {
        socket.setSoTimeout((int) Math.max(1, timeout.toMillis()));
    }

    /// Ends the connection with a reset in place of an orderly close.
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
