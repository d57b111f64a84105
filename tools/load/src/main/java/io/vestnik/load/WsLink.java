package io.vestnik.load;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The client side of a WebSocket (RFC 6455) without extensions: handshake, masking, pongs, close codes.
final class WsLink extends Link {

    /// Receives the text frames, on the loop's thread.
    interface Frames {
        /// The handshake is complete.
        void open(WsLink link);

        /// A complete text frame arrived. The bytes are valid until this method returns.
        void text(WsLink link, byte[] bytes, int from, int to, long now);

        /// The connection ended. This is the last call.
        ///
        /// @param code 1006 if no close frame arrived
        void closed(WsLink link, int code, String reason);
    }

    private static final int ABNORMAL = 1006;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final byte[] HEADERS_END = {'\r', '\n', '\r', '\n'};

    private final URI server;
    private final Frames frames;
    private final SplittableRandom random;
    private final String handshakeKey;
    private @Nullable ByteArrayOutputStream parts;
    private boolean open;
    private int closeCode = ABNORMAL;
    private String closeReason = "";

    WsLink(URI server, Frames frames, SplittableRandom random) {
        this.server = server;
        this.frames = frames;
        this.random = random;
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        this.handshakeKey = Base64.getEncoder().encodeToString(nonce);
    }

    @Override
    void begin() {
        String request = "GET /ws HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + handshakeKey + "\r\n\r\n";
        out.put(request.getBytes(StandardCharsets.US_ASCII));
        outputAppended();
    }

    /// Sends a text frame.
    void text(byte[] payload, int length) {
        frame(TEXT, payload, length);
    }

    void text(String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        frame(TEXT, bytes, bytes.length);
    }

    @Override
    void ended(String why) {
        frames.closed(this, closeCode, closeReason.isEmpty() ? why : closeReason);
    }

    @Override
    int take(byte[] bytes, int from, int to, long now) {
        int at = from;
        if (!open) {
            int body = handshakeEnd(bytes, from, to);
            if (body < 0) {
                return 0;
            }
            at = body;
            if (isEnded()) {
                return to - from;
            }
            open = true;
            frames.open(this);
        }
        while (to - at >= 2 && !isEnded()) {
            int short7 = bytes[at + 1] & 0x7F;
            int header = short7 < 126 ? 2 : short7 == 126 ? 4 : 10;
            if (to - at < header) {
                break;
            }
            long length = short7;
            if (short7 >= 126) {
                length = 0;
                for (int i = 2; i < header; i++) {
                    length = (length << 8) | (bytes[at + i] & 0xFF);
                }
            }
            if (to - at - header < length) {
                break;
            }
            int start = at + header;
            int stop = start + (int) length;
            frameReceived(bytes[at], bytes, start, stop, now);
            at = stop;
        }
        return at - from;
    }

    private void frameReceived(byte first, byte[] bytes, int from, int to, long now) {
        boolean last = first < 0;
        int opcode = first & 0xF;
        switch (opcode) {
            case CLOSE -> {
                if (to - from >= 2) {
                    closeCode = ((bytes[from] & 0xFF) << 8) | (bytes[from + 1] & 0xFF);
                    closeReason = new String(bytes, from + 2, to - from - 2, StandardCharsets.UTF_8);
                }
                end("closed with " + closeCode);
            }
            case PING -> {
                byte[] payload = Arrays.copyOfRange(bytes, from, to);
                frame(10, payload, payload.length);
            }
            case 0, TEXT -> text(last, bytes, from, to, now);
            // Pongs need no reaction; this server never sends binary frames.
            default -> {}
        }
    }

    private void text(boolean last, byte[] bytes, int from, int to, long now) {
        ByteArrayOutputStream gathered = parts;
        if (last && gathered == null) {
            frames.text(this, bytes, from, to, now);
            return;
        }
        if (gathered == null) {
            gathered = new ByteArrayOutputStream();
            parts = gathered;
        }
        gathered.write(bytes, from, to - from);
        if (last) {
            parts = null;
            byte[] whole = gathered.toByteArray();
            frames.text(this, whole, 0, whole.length, now);
        }
    }

    private void frame(int opcode, byte[] payload, int length) {
        out.room(length + 14);
        byte[] to = out.array;
        int at = out.length;
        to[at++] = (byte) (0x80 | opcode);
        if (length < 126) {
            to[at++] = (byte) (0x80 | length);
        } else if (length < 1 << 16) {
            to[at++] = (byte) (0x80 | 126);
            to[at++] = (byte) (length >>> 8);
            to[at++] = (byte) length;
        } else {
            to[at++] = (byte) (0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                to[at++] = (byte) ((long) length >>> shift);
            }
        }
        int mask = random.nextInt();
        for (int shift = 24; shift >= 0; shift -= 8) {
            to[at++] = (byte) (mask >>> shift);
        }
        for (int i = 0; i < length; i++) {
            to[at++] = (byte) (payload[i] ^ (mask >>> (24 - (i & 3) * 8)));
        }
        out.length = at;
        outputAppended();
    }

    /// Returns the index after the handshake response, where the frames begin, or -1 if the response is incomplete.
    private int handshakeEnd(byte[] bytes, int from, int to) {
        for (int at = from; at + 4 <= to; at++) {
            if (Arrays.equals(bytes, at, at + 4, HEADERS_END, 0, 4)) {
                String answer = new String(bytes, from, at - from, StandardCharsets.US_ASCII);
                if (!answer.startsWith("HTTP/1.1 101 ") || !answer.contains(accepted())) {
                    end("the handshake was answered with "
                            + answer.lines().findFirst().orElse("nothing"));
                }
                return at + 4;
            }
        }
        return -1;
    }

    private String accepted() {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] digest = sha1.digest((handshakeKey + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
