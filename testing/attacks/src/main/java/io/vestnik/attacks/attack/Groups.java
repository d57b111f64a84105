package io.vestnik.attacks.attack;

import static io.vestnik.attacks.kit.Expectation.answers;
import static io.vestnik.attacks.kit.Expectation.requests;

import io.vestnik.attacks.kit.Account;
import io.vestnik.attacks.kit.Attack;
import io.vestnik.attacks.kit.AttackContext;
import io.vestnik.attacks.kit.HttpLine;
import io.vestnik.attacks.kit.Reply;
import io.vestnik.attacks.kit.SocketLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/// Attacks that create, fill, rename and delete groups continuously.
final class Groups {
    private static final int GROUPS_PER_HOUR = 100;
    private static final int MEMBERS_ADDED_PER_HOUR = 1_000;

    /// The number of accepted requests above the hourly limit that are not a breach, because the limit adds permits
    /// during the attack.
    private static final int SLACK = 5;

    private static final int CREATED = 201;

    private Groups() {}

    /// Renames groups while other connections read long pages.
    static Attack titleChanges() {
        return new Attack(
                "title-changes",
                "30 readers of long pages while 6 users rename their groups",
                List.of(requests(36), answers(20, "200")),
                context -> {
                    ResponseMemory.Writer reader = ResponseMemory.Writer.create(context);
                    List<Account> owners = new ArrayList<>();
                    List<String> groups = new ArrayList<>();
                    for (int i = 0; i < 6; i++) {
                        owners.add(context.account("Owner"));
                        groups.add(context.entrance().group(owners.get(i), "Renamed", List.of()));
                    }
                    return () -> {
                        for (int i = 0; i < 30; i++) {
                            context.start(
                                    i,
                                    number -> ResponseMemory.repeat(
                                            context,
                                            context.http(),
                                            "/history/" + reader.chatId() + "?limit=200",
                                            reader.account()));
                        }
                        context.swarm(6, number -> {
                            HttpLine line = context.http();
                            for (int i = 0; !context.isOver(); i++) {
                                context.count(line.exchange(
                                        "PATCH",
                                        "/chats/" + groups.get(number),
                                        owners.get(number).token(),
                                        "{\"title\":\"Title " + i + "\"}"));
                            }
                        });
                    };
                });
    }

    /// Creates more groups than the limit allows.
    static Attack groupSpam() {
        return new Attack(
                "group-spam",
                "one user creates groups with a stranger, 4 requests at a time",
                List.of(answers(20, "201"), answers(10, "429 rate_limited").inLongRuns()),
                context -> {
                    Account account = context.account("Spammer");
                    Account victim = context.account("Victim");
                    return () -> {
                        context.swarm(4, number -> {
                            HttpLine line = context.http();
                            while (!context.isOver()) {
                                Reply reply = context.count(line.exchange(
                                        "POST",
                                        "/chats",
                                        account.token(),
                                        "{\"kind\":\"group\",\"title\":\"Buy\",\"memberIds\":[\"" + victim.userId()
                                                + "\"]}"));
                                pauseIfRefused(context, reply);
                            }
                        });
                        atMost(context, "201", GROUPS_PER_HOUR + SLACK, "groups of one user in an hour");
                    };
                });
    }

    /// Adds and removes the same members again and again.
    static Attack memberChurn() {
        return new Attack(
                "member-churn",
                "an owner adds 190 members and removes them, with 60 of them connected",
                List.of(answers(1, "200"), answers(50, "members")),
                context -> {
                    Account owner = context.account("Owner");
                    List<Account> connected = new ArrayList<>();
                    List<String> members = new ArrayList<>(context.seed().users(188));
                    for (int i = 0; i < 2; i++) {
                        connected.add(context.account("Member"));
                        members.add(connected.get(i).userId());
                    }
                    String chat = context.entrance().group(owner, "Churn", List.of());
                    String all = members.stream().map(id -> "\"" + id + "\"").collect(Collectors.joining(","));
                    return () -> {
                        for (int i = 0; i < 60; i++) {
                            context.start(i, number -> {
                                SocketLine line = context.socket();
                                line.login(connected.get(number % 2).token());
                                Frames.readUntilClosed(context, line);
                            });
                        }
                        for (int i = 0; i < 2; i++) {
                            context.start(i, number -> {
                                HttpLine line = context.http();
                                while (!context.isOver()) {
                                    pauseIfRefused(
                                            context,
                                            context.count(line.exchange(
                                                    "POST",
                                                    "/chats/" + chat + "/members",
                                                    owner.token(),
                                                    "{\"userIds\":[" + all + "]}")));
                                }
                            });
                        }
                        context.swarm(6, number -> {
                            HttpLine line = context.http();
                            for (int i = number; !context.isOver(); i += 6) {
                                context.count(line.exchange(
                                        "DELETE",
                                        "/chats/" + chat + "/members/" + members.get(i % members.size()),
                                        owner.token(),
                                        null));
                            }
                        });
                    };
                });
    }

    /// Deletes groups while a member connects.
    static Attack deletionLoop() {
        return new Attack(
                "group-deletion",
                "4 users delete groups while members connect and send to them",
                List.of(answers(10, "204"), answers(10, "removed")),
                context -> {
                    Account member = context.account("Member");
                    List<ConcurrentLinkedQueue<String>> groups = new ArrayList<>();
                    List<Account> owners = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        Account owner = context.account("Owner");
                        owners.add(owner);
                        String group = context.entrance().group(owner, "Short", List.of(member.userId()));
                        groups.add(new ConcurrentLinkedQueue<>(context.seed().copies(group, context.rows(1_000))));
                    }
                    return () -> {
                        for (int i = 0; i < 8; i++) {
                            context.start(i, number -> {
                                SocketLine line = context.socket();
                                line.login(member.token());
                                String chat = groups.get(number % 4).peek();
                                if (chat != null) {
                                    line.text(SocketLine.send(
                                            "1", chat, UUID.randomUUID().toString(), "late"));
                                    context.count(line.nextText());
                                }
                                line.close();
                            });
                        }
                        context.swarm(4, number -> {
                            HttpLine line = context.http();
                            for (String chat = groups.get(number).poll(); chat != null && !context.isOver(); ) {
                                Reply reply = context.count(line.exchange(
                                        "DELETE",
                                        "/chats/" + chat,
                                        owners.get(number).token(),
                                        null));
                                pauseIfRefused(context, reply);
                                chat = reply.succeeded() ? groups.get(number).poll() : chat;
                            }
                            context.awaitEnd();
                        });
                    };
                });
    }

    /// Deletes a group with so many rows that a single statement would exceed its time limit.
    static Attack deleteLargeGroup() {
        return new Attack(
                "delete-large-group",
                "the owner deletes a group of 800,000 messages of 4 KB, and repeats it",
                List.of(answers(1, "204"), answers(1, "removed")),
                context -> {
                    Account owner = context.account("Owner");
                    Account member = context.account("Member");
                    String chat = context.entrance().group(owner, "Large", List.of(member.userId()));
                    // A text cannot be compressed, so the stored rows are as large as the text. PostgreSQL evaluates
                    // the subquery once.
                    context.seed().messages(chat, owner.userId(), context.rows(800_000), """
                        substr((select string_agg(md5(i::text), '') from generate_series(1, 250) i), g % 4000 + 1, 4000)\
                        """);
                    return () -> {
                        context.start(0, unused -> {
                            SocketLine line = context.socket();
                            line.login(member.token());
                            while (!context.isOver()) {
                                line.text(SocketLine.send(
                                        "1", chat, UUID.randomUUID().toString(), "still here"));
                                context.count(line.nextText());
                                context.pause(Duration.ofMillis(500));
                            }
                        });
                        context.swarm(1, unused -> {
                            HttpLine line = context.http();
                            long start = System.nanoTime();
                            Reply reply = context.count(line.exchange("DELETE", "/chats/" + chat, owner.token(), null));
                            long millis =
                                    Duration.ofNanos(System.nanoTime() - start).toMillis();
                            if (reply.status() / 100 == 5 || millis > 2_000) {
                                context.breach("deleting took " + millis + " ms and was answered " + reply.outcome());
                            }
                            context.pause(Duration.ofSeconds(1));
                        });
                    };
                });
    }

    /// Deletes an account with a very large number of groups and messages.
    static Attack eraseAccount() {
        return new Attack(
                "erase-account",
                "a user in 2,000 groups, with 300,000 messages, deletes the account",
                List.of(answers(1, "204")),
                context -> {
                    Account owner = context.account("Leaver");
                    Account other = context.account("Stayer");
                    String group = context.entrance().group(owner, "Left", List.of(other.userId()));
                    context.seed().copies(group, context.rows(2_000));
                    String large = context.entrance().group(owner, "Alone", List.of());
                    context.seed().messages(large, owner.userId(), context.rows(300_000), "'text'");
                    return () -> context.swarm(1, unused -> {
                        long start = System.nanoTime();
                        Reply reply = context.count(context.http()
                                .exchange(
                                        "DELETE",
                                        "/users/me",
                                        owner.token(),
                                        "{\"password\":\"" + owner.password() + "\"}"));
                        long millis =
                                Duration.ofNanos(System.nanoTime() - start).toMillis();
                        if (reply.status() / 100 == 5 || millis > 2_000) {
                            context.breach("erasing took " + millis + " ms and was answered " + reply.outcome());
                        }
                        context.awaitEnd();
                    });
                });
    }

    /// Adds more strangers to groups than the limit allows.
    static Attack strangersAdded() {
        return new Attack(
                "strangers-added",
                "one user creates groups of 199 strangers",
                List.of(answers(3, "201"), answers(5, "429 rate_limited")),
                context -> {
                    Account account = context.account("Collector");
                    String members = context.seed().users(199).stream()
                            .map(id -> "\"" + id + "\"")
                            .collect(Collectors.joining(","));
                    return () -> {
                        context.swarm(2, number -> {
                            HttpLine line = context.http();
                            while (!context.isOver()) {
                                pauseIfRefused(
                                        context,
                                        context.count(line.exchange(
                                                "POST",
                                                "/chats",
                                                account.token(),
                                                "{\"kind\":\"group\",\"title\":\"Crowd\",\"memberIds\":[" + members
                                                        + "]}")));
                            }
                        });
                        atMost(
                                context,
                                Integer.toString(CREATED),
                                MEMBERS_ADDED_PER_HOUR / 199 + 1 + SLACK,
                                "groups of 199 strangers in an hour");
                    };
                });
    }

    private static void atMost(AttackContext context, String answer, long most, String what) {
        long accepted = context.tally().count(answer);
        if (accepted > most) {
            context.breach(accepted + " " + what + " were accepted, " + most + " at most expected");
        }
    }

    static void pauseIfRefused(AttackContext context, Reply reply) throws InterruptedException {
        if (!reply.succeeded()) {
            context.pause(Duration.ofMillis(20));
        }
    }
}
