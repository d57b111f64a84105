package io.vestnik.attacks.run;

import io.vestnik.attacks.kit.Account;
import io.vestnik.attacks.kit.HttpLine;
import io.vestnik.attacks.kit.Pause;
import io.vestnik.attacks.kit.Reply;
import io.vestnik.attacks.kit.SocketLine;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Consumer;

/// A bystander who logs in, connects, resumes one chat and disconnects, every second. Uses one thread.
final class BystanderLogins {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final int port;
    private final InetAddress address;
    private final Account account;
    private final String chatId;
    private final Consumer<String> failures;
    private final Latencies latencies = new Latencies();
    private long version;
    private volatile boolean stopping;

    /// @param chatId a chat of the account
    /// @param failures receives a description of each refused or interrupted request
    BystanderLogins(int port, InetAddress address, Account account, String chatId, Consumer<String> failures) {
        this.port = port;
        this.address = address;
        this.account = account;
        this.chatId = chatId;
        this.failures = failures;
    }

    /// Logs in and resumes once before the attack, and starts the thread that repeats both.
    Thread start() throws IOException {
        loginAndResume();
        return Thread.ofPlatform().daemon().name("bystander-logins").start(this::repeat);
    }

    /// The latencies of logins, and of resumes from the start of the connection until `live`.
    Latencies latencies() {
        return latencies;
    }

    void stop() {
        stopping = true;
    }

    private void repeat() {
        long due = System.nanoTime();
        while (!stopping) {
            due = Math.max(due + EVERY.toNanos(), System.nanoTime() - EVERY.toNanos());
            Pause.until(due);
            try {
                loginAndResume();
            } catch (IOException e) {
                if (!stopping) {
                    failures.accept("a login or resume ended: " + e.getMessage());
                }
            }
        }
    }

    private void loginAndResume() throws IOException {
        String token = logIn();
        if (!token.isEmpty()) {
            resume(token);
        }
    }

    private String logIn() throws IOException {
        long start = System.nanoTime();
        Reply reply;
        try (HttpLine line = new HttpLine(port, address)) {
            reply = line.exchange(
                    "POST",
                    "/auth/login",
                    null,
                    "{\"email\":\"" + account.email() + "\",\"password\":\"" + account.password()
                            + "\",\"device\":{\"id\":\"" + account.deviceId() + "\"}}");
        } finally {
            latencies.add(start, System.nanoTime() - start);
        }
        if (!reply.succeeded() && !stopping) {
            failures.accept("a login was refused: " + reply.outcome());
        }
        return reply.json().path("accessToken").asText();
    }

    private void resume(String token) throws IOException {
        long start = System.nanoTime();
        try (SocketLine line = new SocketLine(port, address)) {
            line.hello(token, "{\"" + chatId + "\":" + version + "}");
            String type = "";
            while (!type.equals("live")) {
                String frame = line.nextText();
                type = SocketLine.field(frame, "type");
                if (SocketLine.field(frame, "chatId").equals(chatId)) {
                    advance(type, SocketLine.field(frame, "version"));
                }
            }
        } finally {
            latencies.add(start, System.nanoTime() - start);
        }
    }

    private void advance(String type, String shown) {
        long next = shown.isEmpty() ? version : Long.parseLong(shown);
        if (type.equals("gap")) {
            failures.accept("a resume from version " + version + " was answered by a gap");
        } else if (next < version) {
            failures.accept("a resume sent version " + next + " after " + version);
        }
        version = Math.max(version, next);
    }
}
