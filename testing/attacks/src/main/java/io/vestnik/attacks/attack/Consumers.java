package io.vestnik.attacks.attack;

import static io.vestnik.attacks.kit.Expectation.answers;
import static io.vestnik.attacks.kit.Expectation.requests;

import io.vestnik.attacks.kit.Account;
import io.vestnik.attacks.kit.Acknowledged;
import io.vestnik.attacks.kit.Attack;
import io.vestnik.attacks.kit.AttackContext;
import io.vestnik.attacks.kit.SocketLine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Attacks on live delivery: many connections, slow ones, and connections that open and close.
final class Consumers {
    private static final String LONG_TEXT = "😀".repeat(4_000);

    private Consumers() {}

    /// Opens all connections that three users may have, and reads none of them.
    static Attack slowConsumers() {
        return new Attack(
                "slow-consumers",
                "96 connections of 3 users do not read what they send each other",
                List.of(requests(96), answers(10, "sent")),
                context -> {
                    Crowd crowd = Crowd.create(context, 3);
                    return () -> {
                        for (int i = 0; i < 96; i++) {
                            context.start(i, number -> {
                                SocketLine line =
                                        context.socket(context.address(), ResponseMemory.RECEIVE_BUFFER_BYTES);
                                line.login(crowd.accounts().get(number % 3).token());
                                context.awaitEnd();
                            });
                        }
                        context.swarm(3, number -> talk(context, crowd, number));
                    };
                });
    }

    /// Sends texts of the maximum length to 240 connections of 8 users. The connections read without a pause.
    static Attack fanOut() {
        return new Attack(
                "fan-out",
                "8 users send texts of 16 KB at their limit to 240 connections",
                List.of(requests(100), answers(5, "sent")),
                context -> {
                    Crowd crowd = Crowd.create(context, 8);
                    return () -> {
                        for (int i = 0; i < 232; i++) {
                            context.start(i, number -> {
                                SocketLine line = context.socket();
                                line.login(crowd.accounts().get(number % 8).token());
                                while (!context.isOver()) {
                                    line.nextText();
                                }
                            });
                        }
                        context.swarm(8, number -> talk(context, crowd, number));
                    };
                });
    }

    /// Opens connections beyond the maximum of 32 per user, each of which replaces the oldest one.
    static Attack replacedConnections() {
        return new Attack(
                "replaced-connections",
                "a user opens a connection every few milliseconds and closes none",
                List.of(answers(50, "closed 4504")),
                context -> {
                    Account account = context.account("Opener");
                    return () -> context.swarm(64, number -> {
                        SocketLine line = context.socket();
                        line.login(account.token());
                        Frames.readUntilClosed(context, line);
                    });
                });
    }

    /// Changes the presence of 30 users continuously. A user with a direct chat with each of them receives every
    /// change.
    static Attack presence() {
        return new Attack(
                "presence-flapping",
                "30 partners of one user connect and disconnect continuously",
                List.of(requests(60), answers(20, "presence")),
                context -> {
                    Account watched = context.account("Popular");
                    List<Account> partners = new ArrayList<>();
                    for (int i = 0; i < 30; i++) {
                        Account partner = context.account("Partner");
                        partners.add(partner);
                        String chat = context.entrance().direct(watched, partner);
                        for (Account each : List.of(watched, partner)) {
                            context.entrance()
                                    .succeed(
                                            "POST",
                                            "/chats/" + chat + "/messages",
                                            each.token(),
                                            "{\"text\":\"hello\"}");
                        }
                    }
                    return () -> {
                        for (int i = 0; i < 8; i++) {
                            context.start(i, number -> {
                                SocketLine line = context.socket();
                                line.login(watched.token());
                                Frames.readUntilClosed(context, line);
                            });
                        }
                        context.swarm(30, number -> {
                            SocketLine line = context.socket();
                            line.login(partners.get(number).token());
                            line.close();
                        });
                    };
                });
    }

    /// The members of a group.
    private record Crowd(List<Account> accounts, String chatId) {
        static Crowd create(AttackContext context, int users) throws IOException {
            List<Account> accounts = new ArrayList<>();
            for (int i = 0; i < users; i++) {
                accounts.add(context.account("Talker"));
            }
            String chat = context.entrance()
                    .group(
                            accounts.getFirst(),
                            "Crowd",
                            accounts.subList(1, users).stream()
                                    .map(Account::userId)
                                    .toList());
            context.ledger().watch(chat, accounts.getFirst().token());
            return new Crowd(accounts, chat);
        }
    }

    /// Sends long texts one after another, at the rate that the limit on sends allows.
    private static void talk(AttackContext context, Crowd crowd, int number) throws IOException, InterruptedException {
        SocketLine line = context.socket();
        line.login(crowd.accounts().get(number).token());
        String name = "talker " + UUID.randomUUID();
        for (long i = 0; !context.isOver(); i++) {
            String key = UUID.randomUUID().toString();
            String text = i + LONG_TEXT;
            context.ledger().sending(crowd.chatId(), key, text);
            line.text(SocketLine.send("s" + i, crowd.chatId(), key, text));
            context.tally().sent();
            String frame = line.nextText();
            while (!SocketLine.field(frame, "ref").equals("s" + i)) {
                frame = line.nextText();
            }
            context.count(frame);
            if (SocketLine.field(frame, "type").equals("sent")) {
                context.ledger()
                        .add(new Acknowledged(
                                name,
                                i,
                                crowd.chatId(),
                                key,
                                text,
                                SocketLine.messageId(frame),
                                SocketLine.isDuplicate(frame)));
            }
            context.pause(Duration.ofMillis(20));
        }
    }
}
