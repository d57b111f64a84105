package io.vestnik.attacks.attack;

import static io.vestnik.attacks.kit.Expectation.answers;

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
import java.util.concurrent.atomic.AtomicLong;

/// Attacks with idempotency keys that are used twice or misspelled.
final class Keys {
    private Keys() {}

    /// Sends one key through eight connections at the same time: in odd rounds with the same text, in even rounds with
    /// two texts.
    static Attack keyStorm() {
        return new Attack(
                "key-storm",
                "8 connections of a user send one key at once, half of them with another text",
                List.of(answers(8, "sent"), answers(4, "key_reused")),
                context -> {
                    Account account = context.account("Repeater");
                    String chat = context.entrance().group(account, "Keys", List.of());
                    context.ledger().watch(chat, account.token());
                    AtomicLong round = new AtomicLong();
                    return () -> context.swarm(1, unused -> {
                        List<SocketLine> lines = new ArrayList<>();
                        for (int i = 0; i < 8; i++) {
                            SocketLine line = context.socket();
                            line.login(account.token());
                            lines.add(line);
                        }
                        while (!context.isOver()) {
                            round(context, lines, chat, round.incrementAndGet());
                            context.pause(Duration.ofMillis(200));
                        }
                    });
                });
    }

    private static void round(AttackContext context, List<SocketLine> lines, String chat, long round)
            throws IOException {
        String key = UUID.randomUUID().toString();
        boolean differs = round % 2 == 0;
        String ref = "r" + round;
        for (int i = 0; i < lines.size(); i++) {
            String text = "round " + round + (differs && i % 2 == 1 ? " b" : " a");
            context.ledger().sending(chat, key, text);
            lines.get(i).text(SocketLine.send(ref, chat, key, text));
            context.tally().sent();
        }
        int firsts = 0;
        for (int i = 0; i < lines.size(); i++) {
            String text = "round " + round + (differs && i % 2 == 1 ? " b" : " a");
            String frame = context.count(lines.get(i).nextText());
            while (!SocketLine.field(frame, "ref").equals(ref)) {
                frame = context.count(lines.get(i).nextText());
            }
            if (SocketLine.field(frame, "type").equals("sent")) {
                firsts += SocketLine.isDuplicate(frame) ? 0 : 1;
                context.ledger()
                        .add(new Acknowledged(
                                "line " + i,
                                round,
                                chat,
                                key,
                                text,
                                SocketLine.messageId(frame),
                                SocketLine.isDuplicate(frame)));
            }
        }
        if (firsts > 1) {
            context.breach("one key, " + firsts + " first answers");
        }
    }

    /// Sends spellings of a UUID other than 8-4-4-4-12 ASCII hexadecimal digits.
    static Attack uuidSpellings() {
        return new Attack(
                "uuid-spellings",
                "keys in spellings of a UUID that only lenient parsers accept",
                List.of(answers(20, "invalid_request")),
                context -> {
                    Account account = context.account("Speller");
                    String chat = context.entrance().group(account, "Keys", List.of());
                    List<String> wrong = List.of(
                            "+1a224c9-0000-4000-8000-000000000001",
                            "1-1-1-1-0000000000000000000000000001",
                            "１a224c9-0000-4000-8000-00000000000１",
                            "01a224c90-000-4000-8000-000000000001",
                            "{1a224c9-0000-4000-8000-00000000000}");
                    return () -> context.swarm(2, number -> {
                        SocketLine line = context.socket();
                        line.login(account.token());
                        for (int i = 0; !context.isOver(); i++) {
                            String key = wrong.get(i % wrong.size());
                            line.text(SocketLine.send("1", chat, key, "spelled"));
                            context.tally().sent();
                            if (SocketLine.field(context.count(line.nextText()), "type")
                                    .equals("sent")) {
                                context.breach("the key " + key + " was accepted");
                                context.awaitEnd();
                            }
                            context.pause(Duration.ofMillis(30));
                        }
                    });
                });
    }
}
