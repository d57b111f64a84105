package io.vestnik.attacks.attack;

import static io.vestnik.attacks.kit.Expectation.answers;
import static io.vestnik.attacks.kit.Expectation.requests;

import io.vestnik.attacks.kit.Account;
import io.vestnik.attacks.kit.Attack;
import io.vestnik.attacks.kit.AttackContext;
import io.vestnik.attacks.kit.HttpLine;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// Attacks with reads that are expensive for the database, and with a very large number of reads.
final class Reads {
    private Reads() {}

    /// Requests the unread count of a user who has sent a very large number of messages.
    static Attack unread() {
        return new Attack(
                "unread-of-writer",
                "40 parallel GET /chats of a user who wrote 3,000,000 messages",
                List.of(answers(20, "200")),
                context -> {
                    Account account = context.account("Writer");
                    Account other = context.account("Reader");
                    String chat = context.entrance().group(account, "Written", List.of(other.userId()));
                    context.seed().messages(chat, account.userId(), context.rows(3_000_000), "'text'");
                    InetAddress address = context.address();
                    return () -> context.swarm(
                            40,
                            number -> ResponseMemory.repeat(
                                    context,
                                    context.http(address, 0),
                                    number % 2 == 0 ? "/chats" : "/chats/" + chat,
                                    account));
                });
    }

    /// Requests `/changes` from version 0, in the smallest and in the largest pages.
    static Attack changesLoops() {
        return new Attack(
                "changes-loops",
                "32 workers repeat /changes?after=0 with limit 1 and limit 1,000",
                List.of(answers(5, "200")),
                context -> {
                    ResponseMemory.Writer writer = ResponseMemory.Writer.create(context);
                    String path = "/chats/" + writer.chatId() + "/changes?after=0&limit=";
                    return () -> context.swarm(
                            32,
                            number -> ResponseMemory.repeat(
                                    context, context.http(), path + (number % 2 == 0 ? 1 : 1_000), writer.account()));
                });
    }

    /// Requests offsets, limits and cursors at the ends of their ranges and beyond.
    static Attack extremes() {
        return new Attack(
                "extreme-parameters",
                "16 workers send offsets, limits, versions and cursors at and beyond their ends",
                List.of(answers(20, "400 invalid_request"), answers(1, "200")),
                context -> {
                    ResponseMemory.Writer writer = ResponseMemory.Writer.create(context);
                    String chat = writer.chatId();
                    List<String> paths = List.of(
                            "/history/" + chat + "?offset=9223372036854775807&limit=200",
                            "/history/" + chat + "?offset=9223372036854775808",
                            "/history/" + chat + "?offset=-1&limit=0",
                            "/history/" + chat + "?offset=" + "9".repeat(4_000),
                            "/chats/" + chat + "/messages?before=-9223372036854775808",
                            "/chats/" + chat + "/messages?around=9223372036854775807&limit=200",
                            "/chats/" + chat + "/messages?after=9223372036854775807",
                            "/chats/" + chat + "/changes?after=9223372036854775807",
                            "/chats/" + chat + "/changes?after=-1&limit=1001",
                            "/chats/" + chat + "/messages/9223372036854775807",
                            "/chats?limit=200&cursor=" + "A".repeat(8_000),
                            "/chats?cursor=AAAAAAAAAAAAAAAA",
                            "/chats/" + chat + "/members?cursor=%00%00",
                            "/chats/%2e%2e/messages",
                            "/users?ids=" + (UUID.randomUUID() + ",").repeat(99) + UUID.randomUUID(),
                            "/users?query=%25%25%25&limit=20");
                    return () -> context.swarm(
                            16,
                            number -> ResponseMemory.repeat(
                                    context, context.http(), paths.get(number), writer.account()));
                });
    }

    /// Searches for users above the limit, and requests long lists of profiles.
    static Attack searches() {
        return new Attack(
                "search-flood",
                "4 accounts search users and request 100 profiles, 8 at a time",
                List.of(answers(20, "200"), answers(20, "429 rate_limited").inLongRuns()),
                context -> {
                    List<Account> accounts = List.of(
                            context.account("Seeker"),
                            context.account("Seeker"),
                            context.account("Seeker"),
                            context.account("Seeker"));
                    String ids = String.join(",", context.seed().users(100));
                    return () -> context.swarm(
                            32,
                            number -> ResponseMemory.repeat(
                                    context,
                                    context.http(),
                                    number % 2 == 0 ? "/users?query=mem&limit=20" : "/users?ids=" + ids,
                                    accounts.get(number % 4)));
                });
    }

    /// Sends requests without waiting for the responses.
    static Attack pipelinedHttp() {
        return new Attack(
                "pipelined-http",
                "32 sockets write GET requests continuously and read slowly",
                List.of(requests(1_000), answers(5, "200")),
                context -> {
                    ResponseMemory.Writer writer = ResponseMemory.Writer.create(context);
                    byte[] requests = BeforeLogin.repeated(
                            HttpLine.request(
                                    "GET",
                                    "/chats/" + writer.chatId() + "/messages?limit=20",
                                    writer.account().token(),
                                    null),
                            20);
                    return () -> context.swarm(32, number -> {
                        HttpLine line = context.http(context.address(), ResponseMemory.RECEIVE_BUFFER_BYTES);
                        Thread reading = context.start(number, unused -> readSlowly(context, line));
                        while (!context.isOver()) {
                            line.write(requests);
                            context.tally().sent(20);
                        }
                        reading.interrupt();
                    });
                });
    }

    private static void readSlowly(AttackContext context, HttpLine line) throws IOException, InterruptedException {
        while (!context.isOver()) {
            context.tally().answered(line.read(false).outcome());
            context.pause(Duration.ofMillis(50));
        }
    }

    /// Requests the documents for operators and developers as often as possible.
    static Attack metrics() {
        return new Attack(
                "metrics-scrape",
                "16 connections scrape /metrics, /health and the API documents",
                List.of(answers(20, "200")),
                context -> {
                    List<String> paths = List.of("/metrics", "/health/ready", "/openapi.json", "/asyncapi.json");
                    return () -> context.swarm(16, number -> {
                        HttpLine line = context.http();
                        while (!context.isOver()) {
                            context.count(line.skim("GET", paths.get(number % paths.size()), null, null));
                        }
                    });
                });
    }
}
