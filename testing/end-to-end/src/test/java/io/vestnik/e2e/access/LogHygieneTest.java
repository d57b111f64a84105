package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.vestnik.bootstrap.settings.Setting;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import io.vestnik.e2e.access.Cast.Person;
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
                secrets.addAll(happens(Door.of(server.port())));
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
    private static List<String> happens(Door door) {
        String text = "text" + UUID.randomUUID();
        String wrong = "wrong" + UUID.randomUUID();
        Person alice = door.registers("Alice");
        Person bob = door.registers("Bob");
        Person phone = door.again(alice);
        String chat = door.directChat(alice, bob);
        door.writes(alice, chat, text).expect(201);
        for (int i = 0; i < 4; i++) {
            door.tries(alice.email(), wrong);
        }
        door.post(
                "/auth/login",
                String.format(Locale.ROOT, "{\"email\":\"%s\",\"password\":\"%s\"", alice.email(), wrong));
        door.post(
                "/auth/register",
                String.format(Locale.ROOT, "{\"name\":\"%s\",\"email\":\"%s\",\"password\":7}", text, bob.email()));
        door.as(alice, "GET", "/users?query=" + bob.email()).expect(200);
        door.as(alice, "POST", "/chats/" + chat + "/messages", "{\"text\":\"" + text + "\",\"replyTo\":{}}");
        door.asker().ask("GET", "/users/me?access_token=" + bob.token(), Optional.empty(), "");
        door.asker().ask("GET", "/nowhere/" + UUID.randomUUID(), Optional.of(bob.token() + "x"), "");
        Person refreshed = Person.of(
                alice.email(), door.refreshes(alice.refreshToken()).expect(200).json());
        door.refreshes(refreshed.refreshToken()).expect(200);
        door.refreshes(alice.refreshToken());
        try (Frames socket = door.connects(bob)) {
            socket.say(Door.send(chat, 1, text));
            socket.next(frame -> frame.path("ref").asInt() == 1);
            socket.say("{\"type\":\"send\",\"ref\":2,\"chatId\":\"" + chat + "\",\"text\":\"" + text + "\"}");
            socket.next(frame -> frame.path("ref").asInt() == 2);
            socket.say("{\"type\":\"send\", " + text);
            socket.closeCode();
        }
        try (Frames forged = new Frames(door.asker())) {
            forged.say(Frames.hello(bob.token() + "x"));
            forged.closeCode();
        }
        door.as(bob, "DELETE", "/users/me", "{\"password\":\"" + Door.PASSWORD + "\"}")
                .expect(204);
        return List.of(
                text,
                wrong,
                Door.PASSWORD,
                alice.email(),
                bob.email(),
                alice.token(),
                bob.token(),
                phone.refreshToken(),
                alice.refreshToken(),
                refreshed.refreshToken());
    }
}
