package io.vestnik.attacks.attack;

import static io.vestnik.attacks.kit.Expectation.answers;
import static io.vestnik.attacks.kit.Expectation.requests;

import io.vestnik.attacks.kit.Account;
import io.vestnik.attacks.kit.Attack;
import io.vestnik.attacks.kit.AttackContext;
import io.vestnik.attacks.kit.SocketLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Attacks with frames that are malformed, too many, or expensive to answer.
final class Frames {
    private static final int PING_BYTES_MAX = 125;
    private static final int FRAME_BYTES_MAX = 64 * 1024;
    private static final int FRAMES_AT_ONCE = 100;

    private Frames() {}

    /// Sends malformed frames before and after login.
    static Attack malformed() {
        return new Attack(
                "malformed-frames",
                "reserved bits, wrong opcodes, bad UTF-8, unmasked, oversized",
                List.of(answers(4, "closed 1002"), answers(2, "closed 4500", "closed 1009")),
                context -> {
                    Account account = context.account("Framer");
                    byte[] text = "{\"type\":\"ping\",\"ref\":1}".getBytes(StandardCharsets.US_ASCII);
                    byte[] unmasked = {(byte) (SocketLine.FIN | SocketLine.TEXT), 2, '{', '}'};
                    byte[] endless = {
                        (byte) (SocketLine.FIN | SocketLine.TEXT), (byte) 0xFF, 0x7F, -1, -1, -1, -1, -1, -1, -1
                    };
                    List<byte[]> frames = List.of(
                            SocketLine.bytes(SocketLine.FIN | SocketLine.RSV1 | SocketLine.TEXT, text),
                            SocketLine.bytes(SocketLine.FIN | 0x30 | SocketLine.TEXT, text),
                            SocketLine.bytes(SocketLine.FIN | 3, text),
                            SocketLine.bytes(SocketLine.FIN | 15, text),
                            SocketLine.bytes(SocketLine.FIN | SocketLine.TEXT, new byte[] {(byte) 0xC0, (byte) 0x80}),
                            SocketLine.bytes(SocketLine.FIN | SocketLine.CONTINUATION, text),
                            SocketLine.bytes(SocketLine.PING, text),
                            SocketLine.bytes(SocketLine.FIN | SocketLine.PING, new byte[200]),
                            SocketLine.bytes(SocketLine.FIN | SocketLine.CLOSE, new byte[] {0}),
                            SocketLine.bytes(SocketLine.FIN | SocketLine.BINARY, text),
                            SocketLine.bytes(SocketLine.FIN | SocketLine.TEXT, new byte[FRAME_BYTES_MAX + 1]),
                            unmasked,
                            endless);
                    return () -> context.swarm(26, number -> {
                        SocketLine line = context.socket();
                        if (number >= frames.size()) {
                            line.login(account.token());
                        }
                        line.write(frames.get(number % frames.size()));
                        context.tally().sent();
                        readUntilClosed(context, line);
                    });
                });
    }

    /// Sends pings with the longest payload, and does not read the pongs.
    static Attack pingFlood() {
        return new Attack(
                "ping-flood",
                "32 connections of a user send pings of 125 bytes and do not read",
                List.of(requests(10_000)),
                context -> {
                    Account account = context.account("Pinger");
                    byte[] pings = BeforeLogin.repeated(
                            SocketLine.bytes(SocketLine.FIN | SocketLine.PING, new byte[PING_BYTES_MAX]),
                            FRAMES_AT_ONCE);
                    return () -> context.swarm(32, number -> {
                        SocketLine line = context.socket(context.address(), ResponseMemory.RECEIVE_BUFFER_BYTES);
                        line.login(account.token());
                        flood(context, line, pings, FRAMES_AT_ONCE);
                    });
                });
    }

    /// Sends requests far above the flood limit.
    static Attack frameFlood() {
        return new Attack(
                "frame-flood",
                "32 connections of a user flood with ping requests and unknown types",
                List.of(requests(3_000), answers(1, "closed 4503", "cut").inLongRuns()),
                context -> {
                    Account account = context.account("Flooder");
                    byte[] requests = BeforeLogin.repeated(
                            SocketLine.bytes(
                                    SocketLine.FIN | SocketLine.TEXT,
                                    "{\"type\":\"ping\",\"ref\":1}".getBytes(StandardCharsets.US_ASCII)),
                            FRAMES_AT_ONCE);
                    byte[] unknown = BeforeLogin.repeated(
                            SocketLine.bytes(
                                    SocketLine.FIN | SocketLine.TEXT,
                                    "{\"type\":\"nothing\",\"ref\":\"x\"}".getBytes(StandardCharsets.US_ASCII)),
                            FRAMES_AT_ONCE);
                    return () -> context.swarm(32, number -> {
                        SocketLine line = context.socket();
                        line.login(account.token());
                        byte[] frames = number % 2 == 0 ? requests : unknown;
                        Thread writing =
                                Thread.ofVirtual().start(() -> floodUntilClosed(context, line, frames, FRAMES_AT_ONCE));
                        readUntilClosed(context, line);
                        writing.interrupt();
                    });
                });
    }

    /// Sends frames of the maximum size that are expensive to parse.
    static Attack hostileJson() {
        return new Attack(
                "hostile-json-frames",
                "16 connections send 64 KiB of deep, wide and repeated JSON",
                List.of(
                        requests(16),
                        answers(1, "invalid_request", "closed 4500", "closed 1009")
                                .inLongRuns()),
                context -> {
                    Account account = context.account("Nester");
                    int room = FRAME_BYTES_MAX - 100;
                    List<String> frames = List.of(
                            "{\"type\":\"ping\",\"x\":" + "[".repeat(room / 2) + "]".repeat(room / 2 - 40) + "}",
                            "{\"type\":\"ping\"" + ",\"ref\":1".repeat(room / 8 - 10) + "}",
                            "{\"type\":\"send\",\"text\":\"" + "\\ud83d\\ude00".repeat(room / 12 - 10) + "\"}",
                            "{\"type\":\"read\",\"upTo\":1" + "0".repeat(room - 60) + "}",
                            "{\"type\":\"read\",\"upTo\":1e" + "9".repeat(room - 60) + "}",
                            "{\"type\":\"auth\",\"token\":\"" + "e.".repeat(room / 2 - 40) + "\"}");
                    return () -> context.swarm(16, number -> {
                        SocketLine line = context.socket();
                        line.login(account.token());
                        while (!context.isOver()) {
                            line.text(frames.get(number % frames.size()));
                            context.tally().sent();
                            context.count(line.nextText());
                        }
                    });
                });
    }

    /// Sends compressed frames, although the server does not offer permessage-deflate.
    static Attack compression() {
        return new Attack(
                "compression",
                "asks for permessage-deflate and sends a frame that would inflate to 1 GiB",
                List.of(requests(16), answers(1, "closed 1002").inLongRuns()),
                context -> {
                    Account account = context.account("Inflater");
                    byte[] bomb = SocketLine.bytes(
                            SocketLine.FIN | SocketLine.RSV1 | SocketLine.TEXT, new byte[FRAME_BYTES_MAX]);
                    return () -> context.swarm(16, number -> {
                        SocketLine line = context.opened(new SocketLine(
                                context.port(),
                                context.address(),
                                0,
                                "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"));
                        if (number % 2 == 0) {
                            line.login(account.token());
                        }
                        line.write(bomb);
                        readUntilClosed(context, line);
                    });
                });
    }

    /// Resets connections during HTTP requests and responses, after the WebSocket handshake, after `hello`, and within
    /// a frame.
    static Attack resets() {
        return new Attack(
                "resets",
                "64 workers reset connections in handshakes, frames, requests and responses",
                List.of(requests(64)),
                context -> {
                    Account account = context.account("Resetter");
                    byte[] half = SocketLine.bytes(SocketLine.FIN | SocketLine.TEXT, new byte[1_000]);
                    return () -> context.swarm(64, number -> {
                        if (number % 4 == 0) {
                            var line = context.http();
                            line.write("GET /openapi.json HTTP/1.1\r\nHost: x\r\n" + (number % 8 == 0 ? "\r\n" : ""));
                            line.reset();
                            return;
                        }
                        SocketLine line = context.socket();
                        if (number % 4 == 2) {
                            line.hello(account.token(), "");
                        } else if (number % 4 == 3) {
                            line.login(account.token());
                            line.write(java.util.Arrays.copyOf(half, 500));
                        }
                        line.reset();
                    });
                });
    }

    /// Writes the same frames until the end of the attack, and counts `count` frames for each write.
    private static void flood(AttackContext context, SocketLine line, byte[] frames, int count) throws IOException {
        while (!context.isOver()) {
            line.write(frames);
            context.tally().sent(count);
        }
    }

    /// Like [#flood], but returns without an exception when the connection ends. The thread that reads the connection
    /// learns why it ended.
    static void floodUntilClosed(AttackContext context, SocketLine line, byte[] frames, int count) {
        try {
            flood(context, line, frames, count);
        } catch (IOException e) {
            // The thread that reads the connection counts the end of the connection.
            return;
        }
    }

    static void readUntilClosed(AttackContext context, SocketLine line) throws IOException {
        while (!context.isOver()) {
            context.count(line.nextText());
        }
    }
}
