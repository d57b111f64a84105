package io.vestnik.attacks.attack;

import static io.vestnik.attacks.kit.Expectation.answers;
import static io.vestnik.attacks.kit.Expectation.requests;

import io.vestnik.attacks.kit.Account;
import io.vestnik.attacks.kit.Attack;
import io.vestnik.attacks.kit.AttackContext;
import io.vestnik.attacks.kit.SocketLine;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/// Attacks with connections that resume: with large replays, continuously, and without reading.
final class ResumeMemory {
    private static final int BEHIND = 490;
    private static final int SINCE_CHATS_MAX = 5_000;

    private ResumeMemory() {}

    /// Requests large replays and does not read them.
    static Attack slowResume() {
        return new Attack(
                "slow-resume",
                "78 connections of 3 users, 490 messages behind, that do not read",
                List.of(requests(100), answers(3, "ready").inLongRuns()),
                context -> {
                    InetAddress address = context.address();
                    List<Account> accounts = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        accounts.add(context.account("Resumer"));
                    }
                    List<String> others =
                            List.of(accounts.get(1).userId(), accounts.get(2).userId());
                    String chat = context.entrance().group(accounts.get(0), "Long texts", others);
                    context.seed().messages(chat, accounts.get(0).userId(), BEHIND, ResponseMemory.EMOJI);
                    String since = "{\"" + chat + "\":1}";
                    return () -> context.swarm(78, number -> {
                        SocketLine line = context.socket(address, ResponseMemory.RECEIVE_BUFFER_BYTES);
                        line.hello(accounts.get(number % 3).token(), since);
                        context.tally().sent();
                        // Only the first frame is read; the replay stays unread.
                        context.count(line.nextText());
                        context.awaitEnd();
                    });
                });
    }

    /// Requests large replays, reads a part of each, resets the connection, and starts again.
    static Attack resumeStorm() {
        return new Attack(
                "resume-storm",
                "24 connections resume 490 long messages, are reset, and resume again",
                List.of(requests(24), answers(20, "message")),
                context -> {
                    Account account = context.account("Resumer");
                    String chat = context.entrance().group(account, "Long texts", List.of());
                    context.seed().messages(chat, account.userId(), BEHIND, ResponseMemory.EMOJI);
                    String since = "{\"" + chat + "\":1}";
                    return () -> context.swarm(24, number -> {
                        SocketLine line = context.socket();
                        line.hello(account.token(), since);
                        for (int i = 0; i < 20 + number * 10 && !context.isOver(); i++) {
                            context.count(line.nextText());
                        }
                        line.reset();
                    });
                });
    }

    /// Sends the largest `since` with chats that do not exist.
    static Attack sinceOfStrangers() {
        return new Attack(
                "since-strangers",
                "32 connections of a user resume 5,000 unknown chats continuously",
                List.of(requests(32), answers(1, "ready")),
                context -> {
                    Account account = context.account("Resumer");
                    StringBuilder since = new StringBuilder("{");
                    for (int i = 0; i < SINCE_CHATS_MAX; i++) {
                        since.append(i == 0 ? "" : ",")
                                .append('"')
                                .append(UUID.randomUUID())
                                .append("\":[9,8,7]");
                    }
                    String chats = since.append("}").toString();
                    return () -> context.swarm(32, number -> resume(context, account, chats));
                });
    }

    /// Sends the largest `since`, with chats of the user.
    static Attack manyChats() {
        return new Attack(
                "many-chats",
                "16 connections of a user resume 5,000 chats continuously",
                List.of(requests(16), answers(1, "ready")),
                context -> {
                    Account account = context.account("Resumer");
                    Account other = context.account("Friend");
                    String group = context.entrance().group(account, "One of many", List.of(other.userId()));
                    List<String> chats = context.seed().copies(group, SINCE_CHATS_MAX - 1);
                    String since =
                            chats.stream().map(chat -> "\"" + chat + "\":0").collect(Collectors.joining(",", "{", "}"));
                    return () -> context.swarm(16, number -> resume(context, account, since));
                });
    }

    private static void resume(AttackContext context, Account account, String since) throws IOException {
        SocketLine line = context.socket();
        line.hello(account.token(), since);
        while (!context.isOver()) {
            if (SocketLine.field(context.count(line.nextText()), "type").equals("live")) {
                line.close();
                return;
            }
        }
    }
}
