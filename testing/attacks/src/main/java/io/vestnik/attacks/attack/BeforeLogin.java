package io.vestnik.attacks.attack;

import static io.vestnik.attacks.kit.Expectation.answers;
import static io.vestnik.attacks.kit.Expectation.requests;

import io.vestnik.attacks.kit.Attack;
import io.vestnik.attacks.kit.AttackContext;
import io.vestnik.attacks.kit.HttpLine;
import io.vestnik.attacks.kit.OpenFiles;
import io.vestnik.attacks.kit.SocketLine;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Attacks through connections that are not authenticated.
final class BeforeLogin {
    private static final int ADDRESSES = 16;
    private static final int SOCKETS_PER_ADDRESS = 64;
    private static final int SILENT_SOCKETS = 40_000;
    private static final int SILENT_ADDRESSES = 64;
    private static final int PENDING_ADDRESSES = 40;
    private static final Duration RECONNECT_AFTER = Duration.ofSeconds(1);
    private static final int HELLO_BYTES_MAX = 1 << 20;
    private static final int PART_BYTES = 16 * 1024;

    private BeforeLogin() {}

    /// Makes the server hold as many bytes as it accepts from unauthenticated connections.
    static Attack helloFlood() {
        return new Attack(
                "hello-flood",
                "16 addresses × 64 sockets send 1 MiB of hello except the last byte",
                List.of(requests(100), requests(10_000).inLongRuns()),
                context -> {
                    List<InetAddress> addresses = addresses(context, ADDRESSES);
                    byte[] almost = almostWholeHello();
                    return () -> context.swarm(ADDRESSES * SOCKETS_PER_ADDRESS, number -> {
                        SocketLine line = context.socket(addresses.get(number % ADDRESSES), 0);
                        for (int at = 0; at < almost.length && !context.isOver(); at += PART_BYTES) {
                            line.write(Arrays.copyOfRange(almost, at, Math.min(at + PART_BYTES, almost.length)));
                            context.tally().sent();
                        }
                        Frames.readUntilClosed(context, line);
                    });
                });
    }

    private static byte[] almostWholeHello() {
        String start = "{\"type\":\"hello\",\"v\":1,\"token\":\"x\",\"pad\":\"";
        byte[] payload = new byte[HELLO_BYTES_MAX - 1];
        Arrays.fill(payload, (byte) 'a');
        byte[] head = start.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(head, 0, payload, 0, head.length);
        byte[] frame = SocketLine.bytes(SocketLine.FIN | SocketLine.TEXT, payload);
        return Arrays.copyOf(frame, frame.length - 1);
    }

    /// Sends complete `hello` frames that are expensive to parse.
    static Attack hostileHello() {
        return new Attack(
                "hostile-hello",
                "64 sockets send 1 MiB of deep, wide and repeated JSON as hello",
                List.of(requests(64), answers(1, "closed 4500")),
                context -> {
                    List<String> bodies = List.of(
                            "{\"\":{}},".repeat(HELLO_BYTES_MAX / 9 - 20),
                            "[".repeat(HELLO_BYTES_MAX - 200),
                            "{\"a\":".repeat(HELLO_BYTES_MAX / 5 - 20),
                            "1,".repeat(HELLO_BYTES_MAX / 2 - 60),
                            "\\u0041".repeat(HELLO_BYTES_MAX / 6 - 20));
                    List<String> frames = bodies.stream()
                            .map(body ->
                                    "{\"type\":\"hello\",\"v\":1,\"since\":{\"a\":[" + body + "]},\"token\":\"x\"}")
                            .toList();
                    return () -> context.swarm(64, number -> {
                        SocketLine line = context.socket();
                        line.text(frames.get(number % frames.size()));
                        while (true) {
                            context.count(line.nextText());
                        }
                    });
                });
    }

    /// Opens connections that send nothing, half of a request's head, or a handshake without `hello`.
    static Attack idleHandshakes() {
        return new Attack(
                "idle-handshakes",
                "3,000 sockets: silent, half a head, a handshake without hello",
                List.of(requests(200)),
                context -> {
                    List<InetAddress> addresses = addresses(context, ADDRESSES);
                    return () -> context.swarm(3_000, number -> {
                        InetAddress from = addresses.get(number % ADDRESSES);
                        if (number % 3 == 2) {
                            Frames.readUntilClosed(context, context.socket(from, 0));
                        } else {
                            HttpLine line = context.http(from, 0);
                            if (number % 3 == 1) {
                                line.write("GET /chats HTTP/1.1\r\nHost: x\r\nX-Slow: ");
                            }
                            if (line.readByte() < 0) {
                                throw new IOException("closed");
                            }
                        }
                    });
                });
    }

    /// Opens as many silent connections as the port accepts.
    static Attack silentSockets() {
        return new Attack(
                "silent-sockets",
                "40,000 silent sockets from 64 addresses, or as many as the limit on open files allows",
                List.of(requests(200), requests(2_000).inLongRuns()),
                context -> {
                    List<InetAddress> addresses = addresses(context, SILENT_ADDRESSES);
                    return () -> context.swarm(OpenFiles.sockets(SILENT_SOCKETS), number -> {
                        HttpLine line = context.http(addresses.get(number % SILENT_ADDRESSES), 0);
                        if (line.readByte() < 0) {
                            line.close();
                            context.pause(RECONNECT_AFTER);
                            throw new IOException("closed");
                        }
                    });
                });
    }

    /// Opens as many WebSockets without `hello` as the server accepts.
    static Attack pendingHandshakes() {
        return new Attack(
                "pending-handshakes",
                "40 addresses × 64 sockets complete the handshake and send no hello",
                List.of(requests(300)),
                context -> {
                    List<InetAddress> addresses = addresses(context, PENDING_ADDRESSES);
                    return () -> context.swarm(
                            PENDING_ADDRESSES * SOCKETS_PER_ADDRESS,
                            number -> context.count(context.socket(addresses.get(number % PENDING_ADDRESSES), 0)
                                    .nextText()));
                });
    }

    /// Sends one message in a very large number of parts (continuation frames).
    static Attack tinyParts() {
        return new Attack(
                "tiny-parts",
                "16 sockets send endless empty continuations, or 1 MiB of hello in 1-byte parts",
                List.of(requests(100_000)),
                context -> {
                    byte[] start = SocketLine.bytes(SocketLine.TEXT, "{".getBytes(StandardCharsets.US_ASCII));
                    byte[] empty = repeated(SocketLine.bytes(SocketLine.CONTINUATION, new byte[0]), 1_000);
                    byte[] single = repeated(SocketLine.bytes(SocketLine.CONTINUATION, new byte[] {' '}), 1_000);
                    return () -> context.swarm(16, number -> {
                        SocketLine line = context.socket();
                        line.write(start);
                        byte[] parts = number % 2 == 0 ? empty : single;
                        for (int i = 0; i < 1_049 && !context.isOver(); i++) {
                            line.write(parts);
                            context.tally().sent(1_000);
                        }
                        Frames.readUntilClosed(context, line);
                    });
                });
    }

    static byte[] repeated(byte[] bytes, int times) {
        byte[] all = new byte[bytes.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
        }
        return all;
    }

    static List<InetAddress> addresses(AttackContext context, int count) {
        List<InetAddress> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            addresses.add(context.address());
        }
        return addresses;
    }
}
