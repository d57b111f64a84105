package io.vestnik.attacks.attack;

import static io.vestnik.attacks.kit.Expectation.answers;
import static io.vestnik.attacks.kit.Expectation.requests;

import io.vestnik.attacks.kit.Account;
import io.vestnik.attacks.kit.Attack;
import io.vestnik.attacks.kit.AttackContext;
import io.vestnik.attacks.kit.HttpLine;
import java.io.IOException;
import java.net.InetAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Attacks with large responses that are requested in parallel and read slowly or late.
final class ResponseMemory {
    /// The size of the receive buffer of a connection. It is so small that most of an unread response stays in the
    /// server.
    static final int RECEIVE_BUFFER_BYTES = 4 * 1024;

    private static final int LONG_MESSAGES = 1_000;

    /// An SQL expression for the text that has the longest encoding: 4,096 emoji, 16 KiB.
    static final String EMOJI = "repeat(U&'\\+01F600', 4096)";

    /// The number of users who read slowly. Each user may hold at most a quarter of the memory of large responses, and
    /// only whole responses. Therefore four users may leave a part of the memory free, while eight users fill it.
    private static final int DRIPPING_USERS = 8;

    /// The number of requests of each user: twice the number that the server executes at the same time for one user.
    /// When a request ends, a waiting request takes its place.
    private static final int DRIPPING_REQUESTS = 32;

    /// The number of bytes that a reader takes every [#DRIPPED_EVERY]: twice the pace below which the server ends a
    /// response.
    private static final int DRIPPED_BYTES = 512;

    private static final Duration DRIPPED_EVERY = Duration.ofMillis(250);

    /// The pause between the starts of requests. This attack is to hold memory; other attacks keep the processors busy.
    private static final Duration DRIPPING_AFTER = Duration.ofMillis(20);

    /// The time without a received byte after which a response counts as ended.
    private static final Duration DRIPPING_TIMEOUT = Duration.ofSeconds(2);

    private ResponseMemory() {}

    /// A user with a chat of 1,000 messages of 4,096 emoji each.
    ///
    /// @param chatId the id of the chat
    record Writer(Account account, String chatId) {
        static Writer create(AttackContext context) throws IOException, SQLException {
            Account account = context.account("Writer");
            String chat = context.entrance().group(account, "Long texts", List.of());
            context.seed().messages(chat, account.userId(), LONG_MESSAGES, EMOJI);
            return new Writer(account, chat);
        }
    }

    /// Requests large responses in parallel.
    static Attack changesFlood() {
        return new Attack(
                "changes-flood",
                "20 parallel GET /changes of 1,000 messages of 4,096 emoji",
                List.of(requests(40), answers(3, "200").inLongRuns()),
                context -> {
                    Writer writer = Writer.create(context);
                    InetAddress address = context.address();
                    String path = "/chats/" + writer.chatId() + "/changes?after=0&limit=1000";
                    return () -> context.swarm(
                            20, number -> repeat(context, context.http(address, 0), path, writer.account()));
                });
    }

    /// Requests 240 responses of 3.3 MB, and reads them only towards the end of the attack.
    static Attack slowHistory() {
        return new Attack(
                "slow-history",
                "three waves of 80 sockets that do not read /history?limit=200",
                List.of(
                        requests(300),
                        answers(3, "200", "429 rate_limited", "503 unavailable").inLongRuns()),
                context -> {
                    Writer writer = Writer.create(context);
                    InetAddress address = context.address();
                    byte[] request = HttpLine.request(
                            "GET",
                            "/history/" + writer.chatId() + "?limit=200",
                            writer.account().token(),
                            null);
                    return () -> {
                        for (int wave = 0; wave < 3; wave++) {
                            for (int i = 0; i < 80; i++) {
                                context.start(i, number -> {
                                    HttpLine line = context.http(address, RECEIVE_BUFFER_BYTES);
                                    line.write(request);
                                    context.tally().sent();
                                    holdThenRead(context, line);
                                });
                            }
                            context.awaitPercent(25 * (wave + 1));
                        }
                        context.awaitEnd();
                    };
                });
    }

    /// Requests long responses from all routes that have them, and does not read them.
    static Attack slowRoutes() {
        return new Attack(
                "slow-routes",
                "120 sockets pipeline 50 GETs each, over all routes, and do not read",
                List.of(requests(1_000), answers(1, "200")),
                context -> {
                    Writer writer = Writer.create(context);
                    List<String> paths = List.of(
                            "/openapi.json",
                            "/asyncapi.json",
                            "/docs/",
                            "/",
                            "/metrics",
                            "/chats?limit=200",
                            "/chats/" + writer.chatId() + "/messages?limit=200",
                            "/chats/" + writer.chatId() + "/members?limit=200",
                            "/history/" + writer.chatId() + "?limit=200&offset=300",
                            "/chats/" + writer.chatId() + "/messages?around=500&limit=200");
                    return () -> context.swarm(120, number -> {
                        HttpLine line = context.http(context.address(), RECEIVE_BUFFER_BYTES);
                        byte[] request = HttpLine.request(
                                "GET",
                                paths.get(number % paths.size()),
                                writer.account().token(),
                                null);
                        for (int i = 0; i < 50 && !context.isOver(); i++) {
                            line.write(request);
                            context.tally().sent();
                        }
                        holdThenRead(context, line);
                    });
                });
    }

    /// Sends 60 parallel requests of one user; after half of the time, 190 slow readers are added.
    static Attack parallelReads() {
        return new Attack(
                "parallel-reads",
                "one user: 60 parallel reads of long pages, and 190 slow readers",
                List.of(requests(300), answers(3, "200").inLongRuns()),
                context -> {
                    Writer writer = Writer.create(context);
                    InetAddress address = context.address();
                    String history = "/history/" + writer.chatId() + "?limit=200";
                    String changes = "/chats/" + writer.chatId() + "/changes?after=0&limit=1000";
                    byte[] request =
                            HttpLine.request("GET", history, writer.account().token(), null);
                    return () -> {
                        for (int i = 0; i < 190; i++) {
                            context.start(i, number -> {
                                context.awaitPercent(50);
                                HttpLine line = context.http(address, RECEIVE_BUFFER_BYTES);
                                line.write(request);
                                context.tally().sent();
                                holdThenRead(context, line);
                            });
                        }
                        context.swarm(
                                60,
                                number -> repeat(
                                        context,
                                        context.http(address, 0),
                                        number % 2 == 0 ? history : changes,
                                        writer.account()));
                    };
                });
    }

    /// Reads responses byte by byte, so that a response takes very long although its connection is never idle.
    static Attack drippingReaders() {
        return new Attack(
                "dripping-readers",
                "100 sockets read /changes at 100 bytes/s",
                List.of(requests(200), answers(1, "first byte")),
                context -> {
                    Writer writer = Writer.create(context);
                    byte[] request = HttpLine.request(
                            "GET",
                            "/chats/" + writer.chatId() + "/changes?after=0&limit=1000",
                            writer.account().token(),
                            null);
                    return () -> context.swarm(100, number -> {
                        HttpLine line = context.http(context.address(), RECEIVE_BUFFER_BYTES);
                        line.write(request);
                        context.tally().sent();
                        boolean began = false;
                        while (!context.isOver()) {
                            if (line.readByte() < 0) {
                                throw new IOException("closed");
                            }
                            if (!began) {
                                began = true;
                                context.tally().answered("first byte");
                            }
                            context.pause(Duration.ofMillis(10));
                        }
                    });
                });
    }

    /// Reads responses of many users just fast enough that the server does not end them as idle.
    static Attack drippingUsers() {
        return new Attack(
                "dripping-users",
                "8 users request 32 pages of 50 long messages each, and read at 2 KiB/s",
                List.of(requests(100), answers(5, "first byte")),
                context -> {
                    List<Account> users = new ArrayList<>();
                    for (int i = 0; i < DRIPPING_USERS; i++) {
                        users.add(context.account("Dripping"));
                    }
                    List<String> others =
                            users.stream().skip(1).map(Account::userId).toList();
                    String chat = context.entrance().group(users.getFirst(), "Long texts", others);
                    context.seed().messages(chat, users.getFirst().userId(), 50, EMOJI);
                    return () -> context.swarm(DRIPPING_USERS * DRIPPING_REQUESTS, number -> {
                        context.pause(DRIPPING_AFTER.multipliedBy(number));
                        HttpLine line = context.http(context.address(), RECEIVE_BUFFER_BYTES);
                        line.write(HttpLine.request(
                                "GET",
                                "/history/" + chat + "?limit=50",
                                users.get(number % DRIPPING_USERS).token(),
                                null));
                        context.tally().sent();
                        // The first byte comes once the server has memory for the response.
                        line.skip(1);
                        context.tally().answered("first byte");
                        line.readTimeout(DRIPPING_TIMEOUT);
                        while (!context.isOver()) {
                            line.skip(DRIPPED_BYTES);
                            context.pause(DRIPPED_EVERY);
                        }
                    });
                });
    }

    /// Sends the same request on one connection until the end of the attack.
    static void repeat(AttackContext context, HttpLine line, String path, Account account) throws IOException {
        while (!context.isOver()) {
            // The request is counted before its answer, which may take longer than the attack.
            context.tally().sent();
            context.tally()
                    .answered(line.skim("GET", path, account.token(), null).outcome());
        }
    }

    /// Leaves a response unread until shortly before the end of the attack, and then reads its status.
    private static void holdThenRead(AttackContext context, HttpLine line) throws IOException, InterruptedException {
        context.awaitPercent(85);
        context.count(line.read(false));
        context.awaitEnd();
    }
}
