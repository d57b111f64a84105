package io.vestnik.attacks.run;

import io.vestnik.attacks.kit.Account;
import io.vestnik.attacks.kit.Acknowledged;
import io.vestnik.attacks.kit.Addresses;
import io.vestnik.attacks.kit.Entrance;
import io.vestnik.attacks.kit.Ledger;
import io.vestnik.attacks.kit.Pause;
import io.vestnik.attacks.kit.SocketLine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Three ordinary users. One sends to a direct chat and to a group; one receives these messages, and reads over HTTP;
/// one logs in and resumes every second. All stay far below every limit, so that none of their requests may be refused.
public final class Bystander implements AutoCloseable {
    /// The second byte of the bystanders' addresses; attacks use other values.
    private static final int NETWORK = 1;

    private static final Duration SEND_EVERY = Duration.ofMillis(75);

    /// The maximum time that the sends may be behind their schedule. After a longer stall the schedule is moved, so
    /// that the sender does not send everything that it missed in one burst.
    private static final Duration BEHIND_MAX = Duration.ofSeconds(1);

    private static final Duration RECONNECT_AFTER = Duration.ofMillis(250);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
    private static final int FAILURES_MAX = 40;

    private final int port;
    private final Addresses addresses = new Addresses(NETWORK);
    private final Entrance entrance;
    private final Account sender;
    private final Account receiver;
    private final List<String> chatIds;
    private final BystanderReads reads;
    private final BystanderLogins logins;
    private final Latencies sends = new Latencies();
    private final Ledger ledger = new Ledger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, Sending> unanswered = new ConcurrentHashMap<>();
    private volatile boolean sending = true;
    private volatile boolean closed;
    private volatile SocketLine outgoing;
    private volatile SocketLine incoming;

    /// A send that is not answered yet.
    private record Sending(String chatId, String key, String text, long sequence, long dueNanos) {}

    private Bystander(int port, Duration healthMax) throws IOException {
        this.port = port;
        this.entrance = new Entrance(port, addresses);
        this.sender = entrance.register("Ada");
        this.receiver = entrance.register("Ben");
        Account loggingIn = entrance.register("Cleo");
        String group = entrance.group(sender, "Friends", List.of(receiver.userId(), loggingIn.userId()));
        this.chatIds = List.of(entrance.direct(sender, receiver), group);
        chatIds.forEach(chatId -> ledger.watch(chatId, sender.token()));
        this.reads = new BystanderReads(port, addresses.next(), receiver.token(), chatIds, healthMax, this::fail);
        this.logins = new BystanderLogins(port, addresses.next(), loggingIn, group, this::fail);
        this.outgoing = connect(sender);
        this.incoming = connect(receiver);
    }

    /// Registers the users and begins.
    ///
    /// @param healthMax the maximum time that the health check may take
    public static Bystander start(int port, Duration healthMax) throws IOException {
        Bystander started = new Bystander(port, healthMax);
        started.thread(started::send);
        started.thread(started::readAnswers);
        started.thread(started::readEvents);
        started.threads.addAll(started.reads.start());
        started.threads.add(started.logins.start());
        return started;
    }

    Latencies sends() {
        return sends;
    }

    Latencies reads() {
        return reads.latencies();
    }

    Latencies logins() {
        return logins.latencies();
    }

    /// Descriptions of the requests and events so far that were refused, slow or wrong.
    List<String> failures() {
        return List.copyOf(failures);
    }

    /// Stops sending, waits for the answers, and compares the acknowledged messages with the history.
    ///
    /// @param alive whether the server still answers
    void finish(boolean alive) throws IOException {
        sending = false;
        long until = System.nanoTime() + ANSWER_TIMEOUT.toNanos();
        while (alive && !unanswered.isEmpty() && System.nanoTime() < until) {
            Pause.of(Duration.ofMillis(20));
        }
        reads.stop();
        logins.stop();
        long now = System.nanoTime();
        unanswered.values().forEach(lost -> {
            long nanos = now - lost.dueNanos();
            sends.add(lost.dueNanos(), nanos);
            fail("a send was not answered within " + Duration.ofNanos(nanos).toMillis() + " ms");
        });
        if (alive) {
            ledger.check(entrance).forEach(this::fail);
        }
    }

    @Override
    public void close() {
        sending = false;
        closed = true;
        reads.stop();
        logins.stop();
        closeQuietly(outgoing);
        closeQuietly(incoming);
        threads.forEach(Thread::interrupt);
    }

    private void thread(Runnable work) {
        threads.add(Thread.ofPlatform().daemon().name("bystander").start(work));
    }

    private void fail(String what) {
        if (failures.size() < FAILURES_MAX) {
            failures.add(what);
        }
    }

    // Sending

    private void send() {
        long due = System.nanoTime();
        for (long sequence = 0; sending; sequence++) {
            String chatId = chatIds.get((int) (sequence % chatIds.size()));
            Sending next = new Sending(chatId, UUID.randomUUID().toString(), "hello " + sequence, sequence, due);
            String ref = Long.toString(sequence);
            unanswered.put(ref, next);
            ledger.sending(chatId, next.key(), next.text());
            try {
                outgoing.text(SocketLine.send(ref, chatId, next.key(), next.text()));
            } catch (IOException e) {
                // The thread that reads this connection reports the failure and connects again.
                unanswered.remove(ref);
                Pause.of(RECONNECT_AFTER);
            }
            due = Math.max(due + SEND_EVERY.toNanos(), System.nanoTime() - BEHIND_MAX.toNanos());
            Pause.until(due);
        }
    }

    private void readAnswers() {
        while (!closed) {
            try {
                String frame = outgoing.nextText();
                String type = SocketLine.field(frame, "type");
                if (type.equals("sent") || type.equals("error")) {
                    answered(frame, type.equals("sent"));
                }
            } catch (IOException e) {
                if (!closed) {
                    fail("the sender's connection ended: " + e.getMessage());
                    giveUpUnanswered();
                    outgoing = reconnect(sender, outgoing);
                }
            }
        }
    }

    private void answered(String frame, boolean sent) {
        Sending answered = unanswered.remove(SocketLine.field(frame, "ref"));
        if (answered == null) {
            return;
        }
        sends.add(answered.dueNanos(), System.nanoTime() - answered.dueNanos());
        if (sent) {
            ledger.add(new Acknowledged(
                    "bystander",
                    answered.sequence(),
                    answered.chatId(),
                    answered.key(),
                    answered.text(),
                    SocketLine.messageId(frame),
                    SocketLine.isDuplicate(frame)));
        } else {
            fail("a send was refused: " + SocketLine.field(frame, "code"));
        }
    }

    private void giveUpUnanswered() {
        long now = System.nanoTime();
        unanswered.values().forEach(lost -> sends.add(lost.dueNanos(), now - lost.dueNanos()));
        unanswered.clear();
    }

    // Receiving

    private void readEvents() {
        Map<String, Long> versions = new HashMap<>();
        while (!closed) {
            try {
                String frame = incoming.nextText();
                if (SocketLine.field(frame, "type").equals("message")) {
                    long version = Long.parseLong(SocketLine.field(frame, "version"));
                    Long before = versions.put(SocketLine.field(frame, "chatId"), version);
                    if (before != null && version != before + 1) {
                        fail("the receiver got version " + version + " after " + before);
                    }
                }
            } catch (IOException e) {
                if (!closed) {
                    fail("the receiver's connection ended: " + e.getMessage());
                    versions.clear();
                    incoming = reconnect(receiver, incoming);
                }
            }
        }
    }

    // Connections

    private SocketLine connect(Account account) throws IOException {
        SocketLine line = new SocketLine(port, addresses.next());
        line.login(account.token());
        return line;
    }

    private SocketLine reconnect(Account account, SocketLine old) {
        closeQuietly(old);
        while (!closed) {
            try {
                return connect(account);
            } catch (IOException e) {
                Pause.of(RECONNECT_AFTER);
            }
        }
        return old;
    }

    private static void closeQuietly(AutoCloseable line) {
        try {
            line.close();
        } catch (Exception e) {
            // The connection is unusable after a failed close, too.
        }
    }
}
