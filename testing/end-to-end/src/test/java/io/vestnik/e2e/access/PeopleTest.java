package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import io.vestnik.e2e.access.MatrixUsers.Person;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The search for users, and their profiles.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PeopleTest {
    private final LocalServer server = LocalServer.start(Setup.inMemory());
    private final UserActions actions = UserActions.of(server.port());
    private final Person asking = actions.registers("Asking");

    @AfterAll
    void stop() {
        server.close();
    }

    private static String unique() {
        return "q" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }

    private List<String> found(String query) {
        return actions.as(asking, "GET", "/users?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .expect(200)
                .json()
                .path("items")
                .findValuesAsText("id");
    }

    private JsonNode changes(Person person, String body) {
        return actions.as(person, "PATCH", "/users/me", body).expect(200).json();
    }

    @Test
    void users_are_found_by_a_prefix_of_a_name_or_by_a_whole_email() {
        String letters = unique();
        Person alice = actions.registers(letters + " Иванова");
        String username = "x" + letters;
        changes(alice, "{\"username\":\"" + username + "\"}");

        assertThat(found(letters.substring(0, 8).toUpperCase(Locale.ROOT))).containsExactly(alice.id());
        assertThat(found(letters + " ИВАН")).containsExactly(alice.id());
        assertThat(found(username.substring(0, 6))).containsExactly(alice.id());
        assertThat(found(alice.email())).containsExactly(alice.id());
        assertThat(found(alice.email().toUpperCase(Locale.ROOT))).containsExactly(alice.id());
        assertThat(found(alice.email().substring(0, alice.email().length() - 1)))
                .isEmpty();
        assertThat(found(alice.email().substring(0, alice.email().indexOf('@'))))
                .isEmpty();
        assertThat(found("иванов")).containsExactly(alice.id());
        // Punctuation separates words, and is not interpreted as a pattern.
        assertThat(found("%" + letters)).containsExactly(alice.id());
        assertThat(found("%" + letters.substring(1))).isEmpty();
        assertThat(found("___")).isEmpty();
    }

    @Test
    void no_search_lists_all_users() {
        for (String query :
                List.of("", "?query=", "?query=ab", "?query=%20%20%20", "?limit=20", "?ids=", "?query=%40")) {
            assertThat(actions.as(asking, "GET", "/users" + query).verdict())
                    .as(query)
                    .isEqualTo("400 invalid_request");
        }
        assertThat(actions.as(asking, "GET", "/users?query=abc&limit=21").verdict())
                .isEqualTo("400 invalid_request");
        String ids = "x".repeat(100).replace("x", UUID.randomUUID() + ",") + UUID.randomUUID();
        assertThat(actions.as(asking, "GET", "/users?ids=" + ids).verdict()).isIn("400 invalid_request", "200");
        String letters = unique();
        for (int i = 0; i < 22; i++) {
            actions.registers(letters + i);
        }
        assertThat(found(letters)).hasSize(20);
    }

    @Test
    void an_email_is_visible_to_its_owner_only() {
        Person alice = actions.registers(unique());
        String chat = actions.directChat(asking, alice);
        String group = actions.group(asking, alice);
        actions.writes(alice, chat, "hello").expect(201);
        actions.writes(alice, group, "hello").expect(201);

        assertThat(actions.as(alice, "GET", "/users/me")
                        .expect(200)
                        .json()
                        .path("email")
                        .asText())
                .isEqualTo(alice.email());
        for (String path : List.of(
                "/users/" + alice.id(),
                "/users?ids=" + alice.id(),
                "/users?query=" + alice.email().replace("@", "%40"),
                "/chats",
                "/chats/" + chat,
                "/chats/" + chat + "/members",
                "/chats/" + group,
                "/chats/" + group + "/members",
                "/chats/" + group + "/messages",
                "/chats/" + group + "/messages/1/readers",
                "/chats/" + group + "/changes?after=0",
                "/history/" + chat,
                "/devices",
                "/users/me")) {
            assertThat(new String(actions.as(asking, "GET", path).expect(200).body(), StandardCharsets.UTF_8))
                    .as(path)
                    .doesNotContain(alice.email());
        }
        try (Frames socket = actions.connects(asking)) {
            String key = alice.email().substring(0, 36);
            changes(alice, "{\"name\":\"A new name\"}");
            assertThat(socket.next(frame -> frame.path("type").asText().equals("user"))
                            .toString())
                    .contains("A new name")
                    .doesNotContain(key);
        }
    }

    @Test
    void a_username_is_unique_in_every_spelling() {
        String username = unique();
        Person alice = actions.registers("Alice");
        Person bob = actions.registers("Bob");

        assertThat(changes(alice, "{\"username\":\"" + username + "\"}")
                        .path("username")
                        .asText())
                .isEqualTo(username);
        assertThat(actions.as(bob, "PATCH", "/users/me", "{\"username\":\"" + username + "\"}")
                        .verdict())
                .isEqualTo("409 username_taken");
        assertThat(actions.as(bob, "PATCH", "/users/me", "{\"username\":\"" + username.toUpperCase(Locale.ROOT) + "\"}")
                        .verdict())
                .isIn("409 username_taken", "400 invalid_request");
        changes(alice, "{\"username\":\"" + unique() + "\"}");
        changes(bob, "{\"username\":\"" + username + "\"}");
    }

    @Test
    void an_email_is_unique_in_every_spelling() {
        Person alice = actions.registers("Alice");
        String upper = alice.email().toUpperCase(Locale.ROOT);

        assertThat(actions.post(
                                "/auth/register",
                                String.format(
                                        Locale.ROOT,
                                        "{\"name\":\"Eve\",\"email\":\"%s\",\"password\":\"%s\"}",
                                        upper,
                                        UserActions.PASSWORD))
                        .verdict())
                .isEqualTo("409 email_taken");
        assertThat(actions.tries(upper, UserActions.PASSWORD).verdict()).isEqualTo("200");
        assertThat(actions.tries("  " + alice.email() + " ", UserActions.PASSWORD)
                        .verdict())
                .isIn("200", "400 invalid_request");
    }

    @Test
    void only_the_changed_password_is_accepted() {
        Person alice = actions.registers("Alice");
        String change = "{\"current\":\"%s\",\"new\":\"%s\"}";
        assertThat(actions.as(
                                alice,
                                "PUT",
                                "/users/me/password",
                                String.format(Locale.ROOT, change, "wrong", "another horse"))
                        .verdict())
                .isEqualTo("401 bad_credentials");
        actions.as(
                        alice,
                        "PUT",
                        "/users/me/password",
                        String.format(Locale.ROOT, change, UserActions.PASSWORD, "another horse"))
                .expect(204);

        assertThat(actions.tries(alice.email(), UserActions.PASSWORD).verdict()).isEqualTo("401 bad_credentials");
        assertThat(actions.tries(alice.email(), "another horse").verdict()).isEqualTo("200");
        assertThat(actions.verdict(alice)).isEqualTo("200");
        assertThat(actions.refreshes(alice.refreshToken()).verdict()).isEqualTo("200");
    }
}
