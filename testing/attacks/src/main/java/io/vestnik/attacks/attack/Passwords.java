package io.vestnik.attacks.attack;

import static io.vestnik.attacks.kit.Expectation.answers;
import static io.vestnik.attacks.kit.Expectation.requests;

import io.vestnik.attacks.kit.Account;
import io.vestnik.attacks.kit.Attack;
import io.vestnik.attacks.kit.HttpLine;
import io.vestnik.attacks.kit.Reply;
import io.vestnik.attacks.kit.SocketLine;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.UUID;

/// Attacks with requests that cost a password hash, a token or a device.
final class Passwords {
    /// The number of wrong passwords that one logged-in device may try in a burst, and again in each minute.
    private static final int FAILURES = 20;

    private Passwords() {}

    /// Logs in with wrong passwords from a very large number of addresses, each of which stays below its limit.
    static Attack logins() {
        return new Attack(
                "login-flood",
                "64 workers try passwords of known and unknown accounts, each time from a new address",
                List.of(requests(64), answers(1, "401 bad_credentials", "429 rate_limited")),
                context -> {
                    Account account = context.account("Target");
                    return () -> context.swarm(64, number -> {
                        String email = number % 2 == 0 ? account.email() : UUID.randomUUID() + "@example.org";
                        try (HttpLine line = context.http()) {
                            context.count(line.exchange(
                                    "POST",
                                    "/auth/login",
                                    null,
                                    "{\"email\":\"" + email + "\",\"password\":\"wrong password " + number + "\"}"));
                        }
                    });
                });
    }

    /// Logs in with correct passwords, which do not count for the limit on failed logins.
    static Attack loginsOfOneAddress() {
        return new Attack(
                "login-flood-one-address",
                "64 workers log in to one account, all from one address",
                List.of(answers(1, "200"), answers(10, "429 rate_limited")),
                context -> {
                    Account account = context.account("Regular");
                    InetAddress address = context.address();
                    String login = "{\"email\":\"" + account.email() + "\",\"password\":\"" + account.password()
                            + "\",\"device\":{\"id\":\"" + account.deviceId() + "\"}}";
                    return () -> context.swarm(64, number -> {
                        HttpLine line = context.http(address, 0);
                        while (!context.isOver()) {
                            context.count(line.exchange("POST", "/auth/login", null, login));
                        }
                    });
                });
    }

    /// Registers accounts from a very large number of addresses.
    static Attack registrations() {
        return new Attack(
                "registration-flood",
                "64 workers register accounts, each time from a new address",
                List.of(requests(64), answers(1, "201")),
                context -> () -> context.swarm(64, number -> {
                    try (HttpLine line = context.http()) {
                        context.count(line.exchange(
                                "POST",
                                "/auth/register",
                                null,
                                "{\"name\":\"Sock\",\"email\":\"" + UUID.randomUUID()
                                        + "@example.org\",\"password\":\"correct horse battery\"}"));
                    }
                }));
    }

    /// Refreshes with valid, used and invented tokens.
    static Attack refreshes() {
        return new Attack(
                "refresh-flood",
                "32 workers refresh with valid, used and invented tokens",
                List.of(answers(1, "200"), answers(10, "401 token_reused", "401 not_authenticated")),
                context -> {
                    Account account = context.account("Refresher");
                    InetAddress address = context.address();
                    return () -> context.swarm(32, number -> {
                        HttpLine line = context.http(number % 2 == 0 ? address : context.address(), 0);
                        String token = account.refreshToken();
                        while (!context.isOver()) {
                            String shown = number % 4 == 3 ? token.substring(1) + "A" : token;
                            Reply reply = context.count(line.exchange(
                                    "POST", "/auth/refresh", null, "{\"refreshToken\":\"" + shown + "\"}"));
                            String next = reply.json().path("refreshToken").asText();
                            token = next.isEmpty() || number % 4 == 1 ? token : next;
                        }
                    });
                });
    }

    /// Tries passwords with the access tokens of two devices, from many addresses. Each request that the limit allows
    /// costs a password hash.
    static Attack passwordChanges() {
        return new Attack(
                "password-changes",
                "32 workers change passwords and try to erase accounts with wrong ones",
                List.of(
                        answers(1, "401 bad_credentials"),
                        answers(5, "429 rate_limited").inLongRuns()),
                context -> {
                    Account one = context.account("Changer");
                    Account other = context.account("Changer");
                    return () -> {
                        context.swarm(32, number -> {
                            HttpLine line = context.http();
                            Account account = number % 2 == 0 ? one : other;
                            while (!context.isOver()) {
                                context.count(tryPassword(line, account, number % 4 < 2));
                            }
                        });
                        long tried = context.tally().count("401 bad_credentials");
                        long most =
                                2 * (FAILURES + FAILURES * (context.elapsed().toSeconds() + 1) / 60 + 1);
                        if (tried > most) {
                            context.breach(
                                    tried + " passwords of two devices were tried, " + most + " at most expected");
                        }
                    };
                });
    }

    private static Reply tryPassword(HttpLine line, Account account, boolean change) throws IOException {
        return change
                ? line.exchange(
                        "PUT",
                        "/users/me/password",
                        account.token(),
                        "{\"current\":\"wrong password\",\"new\":\"another password\"}")
                : line.exchange("DELETE", "/users/me", account.token(), "{\"password\":\"wrong password\"}");
    }

    /// Logs devices in and out, and sends `auth` frames.
    static Attack devices() {
        return new Attack(
                "device-churn",
                "16 workers log in, connect, send auth, and log out",
                List.of(requests(16), answers(1, "200").inLongRuns()),
                context -> {
                    Account account = context.account("Nomad");
                    return () -> context.swarm(16, number -> {
                        HttpLine line = context.http();
                        Reply login = context.count(line.exchange(
                                "POST",
                                "/auth/login",
                                null,
                                "{\"email\":\"" + account.email() + "\",\"password\":\"" + account.password() + "\"}"));
                        if (!login.succeeded()) {
                            Groups.pauseIfRefused(context, login);
                            return;
                        }
                        String token = login.json().path("accessToken").asText();
                        SocketLine socket = context.socket();
                        socket.login(token);
                        for (int i = 0; i < 50 && !context.isOver(); i++) {
                            socket.text("{\"type\":\"auth\",\"ref\":" + i + ",\"token\":\"" + token + "\"}");
                            context.tally().sent();
                            context.count(socket.nextText());
                        }
                        context.count(line.exchange("GET", "/devices", token, null));
                        context.count(line.exchange("POST", "/auth/logout", token, null));
                        socket.close();
                    });
                });
    }
}
