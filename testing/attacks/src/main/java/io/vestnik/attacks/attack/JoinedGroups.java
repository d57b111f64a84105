package io.vestnik.attacks.attack;

import io.vestnik.attacks.kit.Account;
import io.vestnik.attacks.kit.Attack;
import io.vestnik.attacks.kit.AttackContext;
import io.vestnik.attacks.kit.Expectation;
import io.vestnik.attacks.kit.HttpLine;
import io.vestnik.attacks.kit.SocketLine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/// Adds connected users to so many groups that their subscriptions fill the memory.
final class JoinedGroups {
    private static final int USERS = 20;

    /// The number of subscriptions before the attack. It is slightly less than a server with 256 MB has room for, so
    /// that the users can connect.
    private static final int SUBSCRIPTIONS = 40_000;

    /// The number of users who add the connected users to groups. Each of them may add 1,000 users an hour, which is
    /// enough for 50 groups of 20 users.
    private static final int ACCOMPLICES = 8;

    /// The pause after which a client that was closed with 1013 connects again.
    private static final Duration RECONNECT_AFTER = Duration.ofSeconds(5);

    /// The number of users with one chat who connect in turn. They are so many that the server has forgotten each of
    /// them before the same user connects again.
    private static final int NEWCOMERS = 12;

    private static final Duration NEWCOMER_EVERY = Duration.ofMillis(500);

    private JoinedGroups() {}

    static Attack attack() {
        return new Attack(
                "joined-groups",
                "8 users add 20 connected ones, in 2,000 groups each, to 400 more",
                List.of(Expectation.answers(20, "201")),
                context -> {
                    List<Account> accomplices = new ArrayList<>();
                    for (int i = 0; i < ACCOMPLICES; i++) {
                        accomplices.add(context.account("Accomplice"));
                    }
                    List<Account> users = new ArrayList<>();
                    for (int i = 0; i < USERS; i++) {
                        users.add(context.account("Joining"));
                    }
                    List<String> ids = users.stream().map(Account::userId).toList();
                    String group = context.entrance().group(accomplices.getFirst(), "Crowd", ids);
                    context.seed().copies(group, SUBSCRIPTIONS / USERS - 1);
                    Queue<SocketLine> connected = new ConcurrentLinkedQueue<>();
                    for (Account user : users) {
                        connected.add(connect(context, user));
                    }
                    String members = ids.stream().map(id -> "\"" + id + "\"").collect(Collectors.joining(","));
                    String create = "{\"kind\":\"group\",\"title\":\"Crowd\",\"memberIds\":[" + members + "]}";
                    List<Account> newcomers = new ArrayList<>();
                    for (int i = 0; i < NEWCOMERS; i++) {
                        newcomers.add(context.account("Newcomer"));
                        context.entrance().group(newcomers.get(i), "Own", List.of());
                    }
                    return () -> {
                        context.start(0, unused -> {
                            for (int i = 0; !context.isOver(); i++) {
                                connectNewcomer(context, newcomers.get(i % NEWCOMERS));
                                context.pause(NEWCOMER_EVERY);
                            }
                        });
                        for (int i = 0; i < USERS; i++) {
                            context.start(i, number -> {
                                try {
                                    SocketLine open = connected.poll();
                                    Frames.readUntilClosed(
                                            context, open == null ? connect(context, users.get(number)) : open);
                                } finally {
                                    context.pause(RECONNECT_AFTER);
                                }
                            });
                        }
                        context.swarm(ACCOMPLICES, number -> {
                            HttpLine line = context.http();
                            while (!context.isOver()) {
                                Groups.pauseIfRefused(
                                        context,
                                        context.count(line.exchange(
                                                "POST",
                                                "/chats",
                                                accomplices.get(number).token(),
                                                create)));
                            }
                        });
                    };
                });
    }

    private static void connectNewcomer(AttackContext context, Account newcomer) throws IOException {
        try {
            connect(context, newcomer).close();
        } catch (SocketLine.ClosedException e) {
            context.breach("a user with one chat was refused: " + e.getMessage());
        }
    }

    private static SocketLine connect(AttackContext context, Account account) throws IOException {
        SocketLine line = context.socket();
        line.login(account.token());
        return line;
    }
}
