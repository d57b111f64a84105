package io.vestnik.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestnik.e2e.LocalServer;
import io.vestnik.e2e.Setup;
import io.vestnik.e2e.access.Cast.Person;
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
    private final Door door = Door.of(server.port());

    @AfterAll
    void stop() {
        server.close();
    }

    private void deletes(Person person) {
        door.as(person, "DELETE", "/users/me", "{\"password\":\"" + Door.PASSWORD + "\"}")
                .expect(204);
    }

    private JsonNode shows(Person viewer, String path) {
        return door.as(viewer, "GET", path).expect(200).json();
    }

    @Test
    void no_table_keeps_personal_data() {
        String name = "Name" + UUID.randomUUID();
        String username = "u" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
        Person alice = door.registers(name);
        Person bob = door.registers("Bob");
        door.as(alice, "PATCH", "/users/me", "{\"username\":\"" + username + "\"}")
                .expect(200);
        String direct = door.directChat(alice, bob);
        door.writes(alice, direct, "a message that stays").expect(201);
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
        door.post(
                        "/auth/register",
                        String.format(
                                Locale.ROOT,
                                "{\"name\":\"Alice\",\"email\":\"%s\",\"password\":\"%s\"}",
                                alice.email(),
                                Door.PASSWORD))
                .expect(201);
    }

    @Test
    void account_deletion_leaves_groups_like_a_leave() {
        Person alice = door.registers("Alice");
        Person admin = door.registers("Admin");
        Person member = door.registers("Member");
        String group = door.group(alice, member, admin);
        door.as(alice, "PATCH", "/chats/" + group + "/members/" + admin.id(), "{\"role\":\"admin\"}")
                .expect(200);
        String alone = door.group(alice);
        door.writes(member, group, "one").expect(201);
        door.as(admin, "PUT", "/chats/" + group + "/read", "{\"upTo\":1}").expect(200);
        assertThat(shows(member, "/chats/" + group + "/messages/1").path("read").asBoolean())
                .isFalse();
        try (Frames socket = door.connects(member)) {
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
        door.writes(member, group, "two").expect(201);
        // The rows of a deleted group are removed in the background.
        await().untilAsserted(() -> assertThat(server.everythingKept().stream()
                        .filter(row -> row.startsWith("public.members ") && row.contains(alone)))
                .allMatch(row -> !row.contains(",owner,")));
    }

    @Test
    void direct_chats_stay_readable_and_accept_no_messages() {
        Person alice = door.registers("Alice");
        Person bob = door.registers("Bob");
        String direct = door.directChat(alice, bob);
        door.writes(alice, direct, "hers").expect(201);
        door.writes(bob, direct, "his").expect(201);
        try (Frames socket = door.connects(bob)) {
            deletes(alice);

            JsonNode renamed = socket.next(frame -> frame.path("type").asText().equals("user"));
            assertThat(renamed.path("userId").asText()).isEqualTo(alice.id());
            assertThat(renamed.path("name").asText()).isEqualTo("Deleted account");
            socket.say(Door.send(direct, 7, "still there?"));
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
        assertThat(door.writes(bob, direct, "still there?").verdict()).isEqualTo("403 forbidden");
        JsonNode chat = shows(bob, "/chats/" + direct);
        assertThat(chat.path("peer").path("name").asText()).isEqualTo("Deleted account");
        assertThat(shows(bob, "/history/" + direct).path("items").findValuesAsText("text"))
                .containsExactly("hers", "his");
        assertThat(door.as(bob, "PATCH", "/chats/" + direct + "/messages/2", "{\"text\":\"changed\"}")
                        .verdict())
                .isIn("200", "403 forbidden");
        JsonNode gone = shows(bob, "/users/" + alice.id());
        assertThat(gone.path("name").asText()).isEqualTo("Deleted account");
        assertThat(gone.path("deleted").asBoolean()).isTrue();
        assertThat(gone.has("username")).isFalse();
        assertThat(gone.has("email")).isFalse();
        assertThat(door.as(bob, "POST", "/chats", "{\"kind\":\"direct\",\"userId\":\"" + alice.id() + "\"}")
                        .verdict())
                .isIn("200", "404 user_not_found");
        Person carol = door.registers("Carol");
        assertThat(door.as(carol, "POST", "/chats", "{\"kind\":\"direct\",\"userId\":\"" + alice.id() + "\"}")
                        .verdict())
                .isEqualTo("404 user_not_found");
    }
}
