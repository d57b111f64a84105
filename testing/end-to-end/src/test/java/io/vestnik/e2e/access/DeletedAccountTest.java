package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import io.vestnik.e2e.access.MatrixUsers.Person;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The remains of a deleted account, as the server and its database show them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeletedAccountTest {
    private final LocalServer server = LocalServer.start(Setup.operated(Map.of()));
    private final UserActions actions = UserActions.of(server.port());

    @AfterAll
    void stop() {
        server.close();
    }

    private void deletes(Person person) {
        actions.as(person, "DELETE", "/users/me", "{\"password\":\"" + UserActions.PASSWORD + "\"}")
                .expect(204);
    }

    private JsonNode shows(Person viewer, String path) {
        return actions.as(viewer, "GET", path).expect(200).json();
    }

    @Test
    void no_table_keeps_personal_data() {
        String name = "Name" + UUID.randomUUID();
        String username = "u" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
        Person alice = actions.registers(name);
        Person bob = actions.registers("Bob");
        actions.as(alice, "PATCH", "/users/me", "{\"username\":\"" + username + "\"}")
                .expect(200);
        String direct = actions.directChat(alice, bob);
        actions.writes(alice, direct, "a message that stays").expect(201);
        assertThat(server.everythingKept().stream().filter(row -> row.contains(alice.email())))
                .isNotEmpty();

        deletes(alice);

        List<String> kept = server.everythingKept();
        assertThat(kept.stream()
                        .filter(row -> Stream.of(name, username, alice.email(), alice.deviceId())
                                .anyMatch(personal -> row.toLowerCase(java.util.Locale.ROOT)
                                        .contains(personal.toLowerCase(java.util.Locale.ROOT)))))
                .isEmpty();
        assertThat(kept.stream().filter(row -> row.contains("a message that stays")))
                .hasSize(1);
        // The email is available again.
        actions.post(
                        "/auth/register",
                        String.format(
                                Locale.ROOT,
                                "{\"name\":\"Alice\",\"email\":\"%s\",\"password\":\"%s\"}",
                                alice.email(),
                                UserActions.PASSWORD))
                .expect(201);
    }

    @Test
    void account_deletion_leaves_groups_like_a_leave() {
        Person alice = actions.registers("Alice");
        Person admin = actions.registers("Admin");
        Person member = actions.registers("Member");
        String group = actions.group(alice, member, admin);
        actions.as(alice, "PATCH", "/chats/" + group + "/members/" + admin.id(), "{\"role\":\"admin\"}")
                .expect(200);
        String alone = actions.group(alice);
        actions.writes(member, group, "one").expect(201);
        actions.as(admin, "PUT", "/chats/" + group + "/read", "{\"upTo\":1}").expect(200);
        assertThat(shows(member, "/chats/" + group + "/messages/1").path("read").asBoolean())
                .isFalse();
        try (Frames socket = actions.connects(member)) {
            deletes(alice);

            // The only member who had not read the message is gone, so the message counts as read now.
            JsonNode all = socket.next(frame -> frame.path("type").asText().equals("allRead"));
            assertThat(all.path("upTo").asLong()).isEqualTo(1);
        }
        assertThat(shows(member, "/chats/" + group + "/messages/1").path("read").asBoolean())
                .isTrue();
        assertThat(shows(admin, "/chats/" + group).path("myRole").asText()).isEqualTo("owner");
        assertThat(shows(admin, "/chats/" + group).path("memberCount").asInt()).isEqualTo(2);
        assertThat(shows(admin, "/chats/" + group + "/members").path("items").findValuesAsText("userId"))
                .containsExactlyInAnyOrder(admin.id(), member.id());
        actions.writes(member, group, "two").expect(201);
        // The rows of a deleted group are removed in the background.
        await().untilAsserted(() -> assertThat(server.everythingKept().stream()
                        .filter(row -> row.startsWith("public.members ") && row.contains(alone)))
                .allMatch(row -> !row.contains(",owner,")));
    }

    @Test
    void direct_chats_stay_readable_and_accept_no_messages() {
        Person alice = actions.registers("Alice");
        Person bob = actions.registers("Bob");
        String direct = actions.directChat(alice, bob);
        actions.writes(alice, direct, "hers").expect(201);
        actions.writes(bob, direct, "his").expect(201);
        try (Frames socket = actions.connects(bob)) {
            deletes(alice);

            JsonNode renamed = socket.next(frame -> frame.path("type").asText().equals("user"));
            assertThat(renamed.path("userId").asText()).isEqualTo(alice.id());
            assertThat(renamed.path("name").asText()).isEqualTo("Deleted account");
            socket.say(UserActions.send(direct, 7, "still there?"));
            assertThat(socket.next(frame -> frame.path("ref").asInt() == 7)
                            .path("code")
                            .asText())
                    .isEqualTo("forbidden");
            socket.say("{\"type\":\"read\",\"ref\":8,\"chatId\":\"" + direct + "\",\"upTo\":1}");
            assertThat(socket.next(frame -> frame.path("ref").asInt() == 8)
                            .path("type")
                            .asText())
                    .isEqualTo("ok");
        }
        assertThat(actions.writes(bob, direct, "still there?").verdict()).isEqualTo("403 forbidden");
        JsonNode chat = shows(bob, "/chats/" + direct);
        assertThat(chat.path("peer").path("name").asText()).isEqualTo("Deleted account");
        assertThat(shows(bob, "/history/" + direct).path("items").findValuesAsText("text"))
                .containsExactly("hers", "his");
        assertThat(actions.as(bob, "PATCH", "/chats/" + direct + "/messages/2", "{\"text\":\"changed\"}")
                        .verdict())
                .isIn("200", "403 forbidden");
        JsonNode gone = shows(bob, "/users/" + alice.id());
        assertThat(gone.path("name").asText()).isEqualTo("Deleted account");
        assertThat(gone.path("deleted").asBoolean()).isTrue();
        assertThat(gone.has("username")).isFalse();
        assertThat(gone.has("email")).isFalse();
        assertThat(actions.as(bob, "POST", "/chats", "{\"kind\":\"direct\",\"userId\":\"" + alice.id() + "\"}")
                        .verdict())
                .isIn("200", "404 user_not_found");
        Person carol = actions.registers("Carol");
        assertThat(actions.as(carol, "POST", "/chats", "{\"kind\":\"direct\",\"userId\":\"" + alice.id() + "\"}")
                        .verdict())
                .isEqualTo("404 user_not_found");
    }
}
