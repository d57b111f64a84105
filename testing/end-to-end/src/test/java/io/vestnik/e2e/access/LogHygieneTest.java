package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.vestnik.bootstrap.settings.Setting;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import io.vestnik.e2e.access.MatrixUsers.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// The log identifies users by their ids. It contains no message text and no credentials, at any level.
@Isolated
class LogHygieneTest {
    @Test
    void no_token_password_email_or_text_is_ever_logged() {
        List<String> secrets = new ArrayList<>();
        List<String> lines;
        try (LogWatch log = new LogWatch("io.vestnik", Level.TRACE);
                LogWatch libraries = new LogWatch("org.eclipse.jetty", Level.INFO)) {
            try (LocalServer server = LocalServer.start(Setup.operated(Map.of(Setting.LIMIT_LOGINS, "2")))) {
                secrets.addAll(happens(UserActions.of(server.port())));
            }
            lines = new ArrayList<>(log.lines());
            lines.addAll(libraries.lines());
        }

        assertThat(lines).anyMatch(line -> line.contains("event=account_deleted"));
        for (String secret : secrets) {
            assertThat(lines).as(secret).noneMatch(line -> line.contains(secret));
        }
    }

    /// Performs actions that succeed and many that fail, and returns the secrets that they contain.
    private static List<String> happens(UserActions actions) {
        String text = "text" + UUID.randomUUID();
        String wrong = "wrong" + UUID.randomUUID();
        Person alice = actions.registers("Alice");
        Person bob = actions.registers("Bob");
        Person phone = actions.again(alice);
        String chat = actions.directChat(alice, bob);
        actions.writes(alice, chat, text).expect(201);
        for (int i = 0; i < 4; i++) {
            actions.tries(alice.email(), wrong);
        }
        actions.post(
                "/auth/login",
                String.format(Locale.ROOT, "{\"email\":\"%s\",\"password\":\"%s\"", alice.email(), wrong));
        actions.post(
                "/auth/register",
                String.format(Locale.ROOT, "{\"name\":\"%s\",\"email\":\"%s\",\"password\":7}", text, bob.email()));
        actions.as(alice, "GET", "/users?query=" + bob.email()).expect(200);
        actions.as(alice, "POST", "/chats/" + chat + "/messages", "{\"text\":\"" + text + "\",\"replyTo\":{}}");
        actions.caller().ask("GET", "/users/me?access_token=" + bob.token(), Optional.empty(), "");
        actions.caller().ask("GET", "/nowhere/" + UUID.randomUUID(), Optional.of(bob.token() + "x"), "");
        Person refreshed = Person.of(
                alice.email(),
                actions.refreshes(alice.refreshToken()).expect(200).json());
        actions.refreshes(refreshed.refreshToken()).expect(200);
        actions.refreshes(alice.refreshToken());
        try (Frames socket = actions.connects(bob)) {
            socket.say(UserActions.send(chat, 1, text));
            socket.next(frame -> frame.path("ref").asInt() == 1);
            socket.say("{\"type\":\"send\",\"ref\":2,\"chatId\":\"" + chat + "\",\"text\":\"" + text + "\"}");
            socket.next(frame -> frame.path("ref").asInt() == 2);
            socket.say("{\"type\":\"send\", " + text);
            socket.closeCode();
        }
        try (Frames forged = new Frames(actions.caller())) {
            forged.say(Frames.hello(bob.token() + "x"));
            forged.closeCode();
        }
        actions.as(bob, "DELETE", "/users/me", "{\"password\":\"" + UserActions.PASSWORD + "\"}")
                .expect(204);
        return List.of(
                text,
                wrong,
                UserActions.PASSWORD,
                alice.email(),
                bob.email(),
                alice.token(),
                bob.token(),
                phone.refreshToken(),
                alice.refreshToken(),
                refreshed.refreshToken());
    }
}
