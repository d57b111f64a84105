package io.vestnik.attacks.attack;

import static io.vestnik.attacks.kit.Expectation.answers;
import static io.vestnik.attacks.kit.Expectation.requests;

import io.vestnik.attacks.kit.Account;
import io.vestnik.attacks.kit.Attack;
import io.vestnik.attacks.kit.AttackContext;
import io.vestnik.attacks.kit.HttpLine;
import io.vestnik.attacks.kit.SocketLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;

/// Attacks with changes of messages and read marks above the limits, and on a chat that another transaction locks.
final class Writes {
    /// The default rate of sends, edits and deletions of one user.
    private static final int CHANGES_PER_SECOND = 50;

    private static final int CHANGES_BURST = 100;

    /// The factor by which the accepted changes may exceed the limit. With more accepted changes, the limit counts as
    /// missing.
    private static final double TOLERANCE = 1.5;

    private static final int PIPELINED = 64;

    private Writes() {}

    /// Edits messages above the limit.
    static Attack editFlood() {
        return new Attack(
                "edit-flood",
                "6 connections of a user edit one message continuously",
                List.of(answers(50, "ok"), answers(100, "rate_limited")),
                context -> {
                    Account account = context.account("Editor");
                    String chat = context.entrance().group(account, "Edits", List.of());
                    context.seed().messages(chat, account.userId(), 1_000, "'text'");
                    context.ledger().watch(chat, account.token());
                    return () -> {
                        context.swarm(
                                6,
                                number -> pipeline(
                                        context,
                                        account,
                                        i -> "{\"type\":\"edit\",\"ref\":" + i + ",\"chatId\":\"" + chat
                                                + "\",\"id\":1,\"text\":\"edit " + i + "\"}"));
                        limited(context, "ok");
                    };
                });
    }

    /// Deletes messages above the limit, and edits messages over HTTP.
    static Attack deleteFlood() {
        return new Attack(
                "delete-flood",
                "6 connections of a user delete, and 6 edit over HTTP, continuously",
                List.of(answers(50, "ok"), answers(100, "rate_limited")),
                context -> {
                    Account account = context.account("Deleter");
                    String chat = context.entrance().group(account, "Deletions", List.of());
                    context.seed().messages(chat, account.userId(), 100_000, "'text'");
                    return () -> {
                        for (int i = 0; i < 6; i++) {
                            context.start(i, number -> {
                                HttpLine line = context.http();
                                for (int id = 90_000 + number * 1_000; !context.isOver(); id++) {
                                    context.count(line.exchange(
                                            "PATCH",
                                            "/chats/" + chat + "/messages/" + id,
                                            account.token(),
                                            "{\"text\":\"edited\"}"));
                                }
                            });
                        }
                        context.swarm(
                                6,
                                number -> pipeline(
                                        context,
                                        account,
                                        i -> "{\"type\":\"delete\",\"ref\":" + i + ",\"chatId\":\"" + chat
                                                + "\",\"id\":" + (number * 15_000 + i + 1) + "}"));
                        limited(context, "ok");
                    };
                });
    }

    /// Edits messages in a group with very many connections, each of which receives every edit.
    static Attack editWar() {
        return new Attack(
                "edit-war",
                "4 users edit long texts in a group that 100 connections watch",
                List.of(answers(50, "ok")),
                context -> {
                    List<Account> accounts = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        accounts.add(context.account("Warrior"));
                    }
                    String chat = context.entrance()
                            .group(
                                    accounts.get(0),
                                    "War",
                                    accounts.subList(1, 4).stream()
                                            .map(Account::userId)
                                            .toList());
                    for (Account account : accounts) {
                        context.seed().messages(chat, account.userId(), 10, "'text'");
                    }
                    String text = "😀".repeat(3_000);
                    return () -> {
                        for (int i = 0; i < 100; i++) {
                            context.start(i, number -> {
                                SocketLine line = context.socket();
                                line.login(accounts.get(number % 4).token());
                                while (!context.isOver()) {
                                    line.nextText();
                                }
                            });
                        }
                        context.swarm(
                                4,
                                number -> pipeline(
                                        context,
                                        accounts.get(number),
                                        i -> "{\"type\":\"edit\",\"ref\":" + i + ",\"chatId\":\"" + chat + "\",\"id\":"
                                                + (number * 10 + 1 + i % 10) + ",\"text\":\"" + i + text + "\"}"));
                    };
                });
    }

    /// Moves read marks in a group of 200 whose author is connected.
    static Attack readMarks() {
        return new Attack(
                "read-marks",
                "8 members of a group of 200 move their read marks continuously",
                List.of(answers(500, "ok"), answers(100, "rate_limited")),
                context -> {
                    Account owner = context.account("Owner");
                    List<Account> readers = new ArrayList<>();
                    List<String> members = new ArrayList<>(context.seed().users(191));
                    for (int i = 0; i < 8; i++) {
                        Account reader = context.account("Reader");
                        readers.add(reader);
                        members.add(reader.userId());
                    }
                    String chat = context.entrance().group(owner, "Read", members);
                    context.seed().messages(chat, owner.userId(), 100_000, "'text'");
                    return () -> {
                        context.start(0, number -> {
                            SocketLine line = context.socket();
                            line.login(owner.token());
                            Frames.readUntilClosed(context, line);
                        });
                        context.swarm(
                                32,
                                number -> pipeline(
                                        context,
                                        readers.get(number % 8),
                                        i -> "{\"type\":\"read\",\"ref\":" + i + ",\"chatId\":\"" + chat
                                                + "\",\"upTo\":" + (i * 4L + number / 8 + 1) + "}"));
                    };
                });
    }

    /// Sends `typing` frames. They have no answer, so the client need not wait.
    static Attack typing() {
        return new Attack(
                "typing-flood",
                "8 connections of a user send typing to 100 chats continuously",
                List.of(requests(5_000), answers(10, "typing"), answers(1, "closed 4503", "cut")),
                context -> {
                    Account account = context.account("Typist");
                    Account other = context.account("Watcher");
                    String group = context.entrance().group(account, "Typing", List.of(other.userId()));
                    List<String> chats = context.seed().copies(group, 100);
                    ByteArrayOutputStream typing = new ByteArrayOutputStream();
                    chats.forEach(chat -> typing.writeBytes(SocketLine.bytes(
                            SocketLine.FIN | SocketLine.TEXT,
                            ("{\"type\":\"typing\",\"chatId\":\"" + chat + "\"}")
                                    .getBytes(StandardCharsets.US_ASCII))));
                    byte[] frames = typing.toByteArray();
                    return () -> {
                        context.start(0, number -> {
                            SocketLine line = context.socket();
                            line.login(other.token());
                            Frames.readUntilClosed(context, line);
                        });
                        context.swarm(8, number -> {
                            SocketLine line = context.socket();
                            line.login(account.token());
                            Thread writing = Thread.ofVirtual()
                                    .start(() -> Frames.floodUntilClosed(context, line, frames, chats.size()));
                            Frames.readUntilClosed(context, line);
                            writing.interrupt();
                        });
                    };
                });
    }

    /// Sends to a chat that another transaction locks. This must not delay the bystanders' sends to other chats.
    static Attack lockedChat() {
        return new Attack(
                "locked-chat",
                "one chat's row is locked in the database while 4 connections send to it",
                List.of(requests(8), answers(4, "unavailable").inLongRuns()),
                context -> {
                    Account account = context.account("Locked");
                    String chat = context.entrance().group(account, "Locked", List.of());
                    context.ledger().watch(chat, account.token());
                    return () -> {
                        try (Connection connection = context.seed().connect();
                                PreparedStatement lock =
                                        connection.prepareStatement("select 1 from chats where id = ? for update")) {
                            connection.setAutoCommit(false);
                            lock.setObject(1, UUID.fromString(chat));
                            lock.execute();
                            for (int i = 0; i < 4; i++) {
                                context.start(i, number -> sendObediently(context, account, chat));
                            }
                            context.awaitEnd();
                            connection.rollback();
                        }
                    };
                });
    }

    private static void sendObediently(AttackContext context, Account account, String chat)
            throws IOException, InterruptedException {
        SocketLine line = context.socket();
        line.login(account.token());
        String key = UUID.randomUUID().toString();
        while (!context.isOver()) {
            String text = "locked " + key;
            context.ledger().sending(chat, key, text);
            line.text(SocketLine.send("1", chat, key, text));
            context.tally().sent();
            String frame = context.count(line.nextText());
            if (SocketLine.field(frame, "type").equals("sent")) {
                key = UUID.randomUUID().toString();
            }
            String pause = SocketLine.field(frame, "retryAfterMs");
            context.pause(Duration.ofMillis(pause.isEmpty() ? 100 : Long.parseLong(pause)));
        }
    }

    /// Sends requests on one connection, with a fixed maximum number of unanswered requests, and ignores refusals.
    private static void pipeline(AttackContext context, Account account, IntFunction<String> request)
            throws IOException {
        SocketLine line = context.socket();
        line.login(account.token());
        int waiting = 0;
        for (int i = 0; !context.isOver(); i++) {
            line.text(request.apply(i));
            context.tally().sent();
            waiting++;
            while (waiting >= PIPELINED && !context.isOver()) {
                String frame = context.count(line.nextText());
                String type = SocketLine.field(frame, "type");
                waiting -= type.equals("ok") || type.equals("error") ? 1 : 0;
            }
        }
    }

    private static void limited(AttackContext context, String answer) {
        long accepted = context.tally().count(answer);
        double most =
                (CHANGES_BURST + CHANGES_PER_SECOND * (double) context.elapsed().toSeconds()) * TOLERANCE;
        if (accepted > most) {
            context.breach(accepted + " changes of one user were accepted, " + Math.round(most) + " at most expected");
        }
    }
}
