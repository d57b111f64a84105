package io.vestnik.attacks.attack;

import static io.vestnik.attacks.kit.Expectation.answers;
import static io.vestnik.attacks.kit.Expectation.requests;

import io.vestnik.attacks.kit.Account;
import io.vestnik.attacks.kit.Acknowledged;
import io.vestnik.attacks.kit.Attack;
import io.vestnik.attacks.kit.AttackContext;
import io.vestnik.attacks.kit.SocketLine;
import io.vestnik.attacks.kit.WindowedSender;
import io.vestnik.client.ClientListener;
import io.vestnik.client.Message;
import io.vestnik.client.Options;
import io.vestnik.client.ResilientClient;
import io.vestnik.client.Session;
import io.vestnik.client.Transport;
import io.vestnik.client.VestnikApi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Attacks with sends above the limit: pipelined without repeats, and by clients that follow the protocol.
final class Sends {
    /// The number of sends that the default limit allows in ten seconds, plus a burst.
    private static final int MESSAGES = 600;

    /// The number of sends of a client with a window of 1. It is smaller than [#MESSAGES], because such a client waits
    /// for each answer before the next send.
    private static final int MESSAGES_ONE_BY_ONE = 300;

    private static final int BURST_FRAMES = 160;
    private static final Duration STORED_TIMEOUT = Duration.ofSeconds(15);

    private Sends() {}

    /// Sends 160 frames in one write, and does not repeat the refused sends. The accepted messages must still be in
    /// order.
    static Attack pipelined() {
        return new Attack(
                "pipelined-sends",
                "4 users write 160 sends at once, again and again, and repeat none",
                List.of(answers(50, "sent"), answers(20, "rate_limited")),
                context -> {
                    List<Account> accounts = new ArrayList<>();
                    List<String> chats = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        Account account = context.account("Pipeliner");
                        accounts.add(account);
                        String chat = context.entrance().group(account, "Burst", List.of());
                        chats.add(chat);
                        context.ledger().watch(chat, account.token());
                    }
                    return () -> context.swarm(4, number -> {
                        SocketLine line = context.socket();
                        line.login(accounts.get(number).token());
                        pipeline(context, line, chats.get(number));
                    });
                });
    }

    private static void pipeline(AttackContext context, SocketLine line, String chat)
            throws IOException, InterruptedException {
        String name = "pipeline " + UUID.randomUUID();
        while (!context.isOver()) {
            List<String> keys = new ArrayList<>();
            ByteArrayOutputStream burst = new ByteArrayOutputStream();
            for (int i = 0; i < BURST_FRAMES; i++) {
                String key = UUID.randomUUID().toString();
                keys.add(key);
                context.ledger().sending(chat, key, text(i, key));
                burst.writeBytes(SocketLine.bytes(
                        SocketLine.FIN | SocketLine.TEXT,
                        SocketLine.send(Integer.toString(i), chat, key, text(i, key))
                                .getBytes(StandardCharsets.UTF_8)));
            }
            line.write(burst.toByteArray());
            context.tally().sent(BURST_FRAMES);
            long base = System.nanoTime();
            int firstRefused = BURST_FRAMES;
            long pauseMillis = 0;
            for (int answered = 0; answered < BURST_FRAMES && !context.isOver(); ) {
                String frame = context.count(line.nextText());
                String type = SocketLine.field(frame, "type");
                if (type.equals("sent")) {
                    int i = Integer.parseInt(SocketLine.field(frame, "ref"));
                    context.ledger()
                            .add(new Acknowledged(
                                    name,
                                    base + i,
                                    chat,
                                    keys.get(i),
                                    text(i, keys.get(i)),
                                    SocketLine.messageId(frame),
                                    SocketLine.isDuplicate(frame)));
                    if (i > firstRefused) {
                        context.breach("send " + i + " of a burst was accepted behind " + firstRefused
                                + ", which was refused and not repeated");
                    }
                } else if (type.equals("error")) {
                    String ref = SocketLine.field(frame, "ref");
                    String pause = SocketLine.field(frame, "retryAfterMs");
                    firstRefused = ref.isEmpty() ? firstRefused : Math.min(firstRefused, Integer.parseInt(ref));
                    pauseMillis = pause.isEmpty() ? pauseMillis : Long.parseLong(pause);
                }
                answered += type.equals("sent") || type.equals("error") ? 1 : 0;
            }
            // After a refusal, the server accepts another key only after a pause without sends to the chat. The last
            // refusal states the length of this pause.
            context.pause(Duration.ofMillis(pauseMillis + 50));
        }
    }

    /// Makes another text for each key, so that a message that is stored twice is found.
    private static String text(int number, String key) {
        return "x" + number + " " + key;
    }

    /// Sends with clients that obey the protocol, with several windows, in one chat and in many.
    static Attack obedient() {
        return new Attack(
                "obedient-windows",
                "clients that obey refusals: windows 1 to 256, 1 chat and 20, 600 sends each",
                List.of(answers(100, "sent"), answers(20, "rate_limited")),
                context -> {
                    List<Account> accounts = new ArrayList<>();
                    List<List<String>> chats = new ArrayList<>();
                    for (int i = 0; i < 8; i++) {
                        Account account = context.account("Obedient");
                        accounts.add(account);
                        chats.add(chats(context, account, i < 4 ? 1 : 20));
                    }
                    int[] windows = {1, 16, 64, 256};
                    return () -> {
                        for (int i = 0; i < 8; i++) {
                            int window = windows[i % 4];
                            String name =
                                    "window " + window + " over " + chats.get(i).size();
                            once(
                                    context,
                                    i,
                                    number -> sendAll(
                                            context,
                                            accounts.get(number),
                                            name,
                                            window,
                                            chats.get(number),
                                            window == 1 ? MESSAGES_ONE_BY_ONE : MESSAGES));
                        }
                        context.awaitEnd();
                    };
                });
    }

    /// Sends through four connections of one user, which share the limit of the user.
    static Attack obedientConnections() {
        return new Attack(
                "obedient-connections",
                "clients that obey refusals: 4 connections of a user, 20 chats, 150 sends each",
                List.of(answers(20, "sent"), answers(20, "rate_limited")),
                context -> {
                    Account account = context.account("Obedient");
                    List<String> chats = chats(context, account, 20);
                    return () -> {
                        for (int i = 0; i < 4; i++) {
                            once(
                                    context,
                                    i,
                                    number ->
                                            sendAll(context, account, "connection " + number, 64, chats, MESSAGES / 4));
                        }
                        context.awaitEnd();
                    };
                });
    }

    private static List<String> chats(AttackContext context, Account account, int count) throws IOException {
        List<String> chats = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String chat = context.entrance().group(account, "Burst " + i, List.of());
            context.ledger().watch(chat, account.token());
            chats.add(chat);
        }
        return chats;
    }

    /// Runs the work a single time and then waits for the end of the attack. A worker would otherwise repeat its work,
    /// and report the same failure again.
    private static void once(AttackContext context, int number, AttackContext.WorkerBody body) {
        context.start(number, i -> {
            try {
                body.run(i);
            } catch (SocketLine.ClosedException e) {
                context.breach("an obedient client was closed with " + e.getMessage());
            } catch (IOException e) {
                if (!context.isOver()) {
                    context.breach("an obedient client lost its connection: " + e.getMessage());
                }
            }
            context.awaitEnd();
        });
    }

    private static void sendAll(
            AttackContext context, Account account, String name, int window, List<String> chats, int messages)
            throws IOException, InterruptedException {
        SocketLine line = context.socket();
        line.login(account.token());
        WindowedSender sender = new WindowedSender(context, line, name, window);
        if (!sender.run(chats, messages, STORED_TIMEOUT) && !context.isOver()) {
            context.breach(name + ": " + sender.unstored() + " of " + messages + " sends are not stored after "
                    + STORED_TIMEOUT.toSeconds() + " s");
        }
    }

    /// Sends with the Java client library, which obeys refusals by itself.
    static Attack javaClient() {
        return new Attack(
                "java-client-burst",
                "the Java client library sends 600 messages at once",
                List.of(requests(600), answers(10, "sent"), answers(600, "sent").inLongRuns()),
                context -> {
                    Account account = context.account("Library");
                    String chat = context.entrance().group(account, "Burst", List.of());
                    context.ledger().watch(chat, account.token());
                    URI server = URI.create("http://127.0.0.1:" + context.port());
                    Session session = VestnikApi.at(server, Transport.create()).refresh(account.refreshToken());
                    ResilientClient client = context.opened(ResilientClient.start(
                            server, Transport.create(), session, Options.usual(), new ClientListener() {}));
                    return () -> {
                        library(context, client, chat);
                        context.awaitEnd();
                    };
                });
    }

    private static void library(AttackContext context, ResilientClient client, String chat)
            throws InterruptedException {
        List<CompletableFuture<Message>> sends = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            context.tally().sent();
            context.ledger().sending(chat, "library " + i, "n " + i);
            sends.add(client.send(UUID.fromString(chat), "n " + i));
        }
        long until = System.nanoTime() + STORED_TIMEOUT.toNanos();
        int failed = 0;
        for (int i = 0; i < sends.size() && !context.isOver(); i++) {
            try {
                Message stored = sends.get(i).get(Math.max(1, until - System.nanoTime()), TimeUnit.NANOSECONDS);
                context.tally().answered("sent");
                context.ledger()
                        .add(new Acknowledged("library", i, chat, "library " + i, "n " + i, stored.id(), false));
            } catch (ExecutionException | TimeoutException e) {
                failed++;
                if (failed == 1 && !context.isOver()) {
                    context.breach("send " + i + " of the Java client failed: " + e);
                }
            }
        }
        if (failed > 0 && !context.isOver()) {
            context.breach(failed + " of " + MESSAGES + " sends of the Java client failed");
        }
    }
}
