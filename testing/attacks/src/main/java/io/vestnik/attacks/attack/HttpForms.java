package io.vestnik.attacks.attack;

import static io.vestnik.attacks.kit.Expectation.answers;
import static io.vestnik.attacks.kit.Expectation.requests;

import io.vestnik.attacks.kit.Account;
import io.vestnik.attacks.kit.Attack;
import io.vestnik.attacks.kit.AttackContext;
import io.vestnik.attacks.kit.HttpLine;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// Attacks with HTTP requests that are malformed, too large, or incomplete.
final class HttpForms {
    private static final int CHUNK_BYTES = 8 * 1024;
    private static final int HEAD_ADDRESSES = 16;
    private static final Duration RECONNECT_AFTER = Duration.ofSeconds(1);

    private HttpForms() {}

    /// Sends bodies with a wrong length, and bodies without an end.
    static Attack bodies() {
        return new Attack(
                "body-sizes",
                "29 sockets send bodies of 50 MB, endless chunks, two lengths, Expect",
                List.of(answers(4, "400 invalid_request"), answers(2, "413 payload_too_large")),
                context -> {
                    Account account = context.account("Poster");
                    String start = "POST /chats HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + account.token()
                            + "\r\nContent-Type: application/json\r\n";
                    List<String> heads = List.of(
                            start + "Content-Length: 52428800\r\n\r\n",
                            start + "Content-Length: 70000\r\nExpect: 100-continue\r\n\r\n",
                            start + "Content-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n",
                            start + "Content-Length: 10\r\nContent-Length: 11\r\n\r\n",
                            start + "Transfer-Encoding: xchunked\r\n\r\n",
                            start + "Content-Length: 99999999999999999999\r\n\r\n",
                            start + "Content-Length: -1\r\n\r\n");
                    byte[] chunk = (Integer.toHexString(CHUNK_BYTES) + "\r\n" + "a".repeat(CHUNK_BYTES) + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII);
                    return () -> {
                        for (int i = 0; i < 8; i++) {
                            context.start(i, number -> {
                                HttpLine line = context.http();
                                line.write(start + "Transfer-Encoding: chunked\r\n\r\n");
                                for (int j = 0; j < 10_000 && !context.isOver(); j++) {
                                    line.write(chunk);
                                }
                                context.count(line.read(false));
                            });
                        }
                        context.swarm(21, number -> {
                            HttpLine line = context.http();
                            line.write(heads.get(number % heads.size()));
                            context.count(line.read(false));
                            line.close();
                        });
                    };
                });
    }

    /// Sends bodies byte by byte.
    static Attack halfBodies() {
        return new Attack(
                "half-bodies",
                "1,000 sockets send half of a 64 KiB body and drip the rest",
                List.of(requests(200)),
                context -> {
                    Account account = context.account("Dripper");
                    String start = "POST /chats HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + account.token()
                            + "\r\nContent-Type: application/json\r\nContent-Length: 65536\r\n\r\n"
                            + "a".repeat(32_768);
                    return () -> context.swarm(1_000, number -> {
                        HttpLine line = context.http();
                        line.write(start);
                        for (int i = 0; i < 1_000 && !context.isOver(); i++) {
                            context.pause(Duration.ofSeconds(1 + number % 3));
                            line.write("a");
                        }
                    });
                });
    }

    /// Sends parts of request heads and never ends them, so that the server keeps them in memory.
    static Attack halfHeads() {
        return new Attack(
                "half-heads",
                "2,000 sockets from 16 addresses send 15 KB of a head: 2,900 fields, 90 fields and a long value",
                List.of(requests(100), answers(4, "413 payload_too_large")),
                context -> {
                    List<InetAddress> addresses = BeforeLogin.addresses(context, HEAD_ADDRESSES);
                    String start = "GET /chats HTTP/1.1\r\nHost: x\r\n";
                    List<String> heads = List.of(
                            start + "a:b\r\n".repeat(2_900), start + "a:b\r\n".repeat(90) + "X: " + "b".repeat(14_000));
                    return () -> context.swarm(2_000, number -> {
                        HttpLine line = context.http(addresses.get(number % HEAD_ADDRESSES), 0);
                        line.write(heads.get(number / HEAD_ADDRESSES % heads.size()));
                        context.count(line.read(false));
                        line.close();
                        context.pause(RECONNECT_AFTER);
                    });
                });
    }

    /// Sends heads of the maximum size and larger ones.
    static Attack heads() {
        return new Attack(
                "large-heads",
                "40 sockets send heads of 15 KB, of 1,900 fields, of 1 MB, and long paths",
                List.of(answers(4, "413 payload_too_large"), answers(4, "401 not_authenticated")),
                context -> {
                    String many = "GET /chats HTTP/1.1\r\nHost: x\r\n" + "X-A: b\r\n".repeat(1_900) + "\r\n";
                    String wide = "GET /chats HTTP/1.1\r\nHost: x\r\nX-A: " + "b".repeat(15_000) + "\r\n\r\n";
                    String huge = "GET /chats HTTP/1.1\r\nHost: x\r\nX-A: " + "b".repeat(1_000_000) + "\r\n\r\n";
                    String path = "GET /" + "a".repeat(15_000) + " HTTP/1.1\r\nHost: x\r\n\r\n";
                    String query = "GET /chats?" + "a=b&".repeat(3_500) + " HTTP/1.1\r\nHost: x\r\n\r\n";
                    List<String> heads = List.of(many, wide, huge, path, query);
                    return () -> context.swarm(40, number -> {
                        HttpLine line = context.http();
                        line.write(heads.get(number % heads.size()));
                        context.count(line.read(false));
                        line.close();
                    });
                });
    }

    /// Sends bodies of the maximum size that are expensive to parse.
    static Attack hostileBodies() {
        return new Attack(
                "hostile-bodies",
                "24 workers post deep, wide and repeated JSON of 64 KiB",
                List.of(answers(20, "400 invalid_request")),
                context -> {
                    Account account = context.account("Nester");
                    int room = 65_000;
                    List<String> bodies = List.of(
                            "[".repeat(room),
                            "{\"a\":".repeat(room / 5),
                            "{\"kind\":\"group\"" + ",\"title\":\"x\"".repeat(room / 13) + "}",
                            "{\"kind\":\"group\",\"memberIds\":[" + "\"x\",".repeat(room / 4 - 20) + "\"x\"]}",
                            "{\"kind\":\"group\",\"title\":\"" + "\\u0000".repeat(room / 6 - 20) + "\"}",
                            "{\"kind\":1e" + "9".repeat(room - 20) + "}");
                    return () -> context.swarm(24, number -> {
                        HttpLine line = context.http();
                        while (!context.isOver()) {
                            context.count(line.exchange(
                                    "POST", "/chats", account.token(), bodies.get(number % bodies.size())));
                        }
                    });
                });
    }

    /// Sends bytes that are not HTTP, and forged tokens.
    static Attack nonsense() {
        return new Attack(
                "nonsense",
                "24 workers send bytes that are no HTTP, and forged tokens of any length",
                List.of(answers(4, "401 not_authenticated")),
                context -> {
                    List<String> requests = List.of(
                            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00FC\u0003\u0003",
                            "GET http://other/chats HTTP/1.1\r\nHost: other\r\n\r\n",
                            "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n",
                            "GET / HTTP/9.9\r\n\r\n",
                            "\r\n\r\n\r\n\r\n\u0000\u0000");
                    return () -> {
                        for (int i = 0; i < 12; i++) {
                            context.start(i, number -> open(context, requests.get(number % requests.size())));
                        }
                        context.swarm(12, number -> {
                            HttpLine line = context.http();
                            while (!context.isOver()) {
                                context.count(line.skim("GET", "/chats", "e30.e30." + "A".repeat(number * 500), null));
                            }
                        });
                    };
                });
    }

    private static void open(AttackContext context, String bytes) throws IOException {
        HttpLine line = context.http();
        line.readTimeout(Duration.ofSeconds(2));
        line.write(bytes);
        line.readByte();
        line.close();
    }
}
